import { CallError } from './call-error.js';

/** How client-node's generated classes describe their fields: `getAttributeTypeMap` of each model. */
interface Field {
  readonly name: string;
  readonly type: string;
}

/**
 * What a typed client read, held against the form that its own classes describe: a field of another form fails the call,
 * `null` counts as absent, and a list without items as empty. client-node checks nothing: it hands on a number where a
 * text should be, and whoever reads that as a text crashes.
 *
 * What is required cannot be told from the classes: whoever reads an object still minds absent fields.
 */
export function conforming<T>(value: T): T {
  check(value, '');
  return value;
}

function check(value: unknown, path: string): void {
  const fields = fieldsOf(value);
  if (fields === undefined || !isRecord(value)) return;
  for (const { name, type } of fields) {
    const at = path === '' ? name : `${path}.${name}`;
    const member = value[name];
    if (member !== null && member !== undefined) checkField(member, type, at);
    else if (path === '' && name === 'items') value[name] = [];
    else if (member === null) value[name] = undefined;
  }
}

function checkField(value: unknown, type: string, path: string): void {
  const element = /^Array<(?<element>.*)>$/u.exec(type)?.groups?.['element'];
  const member = /^\{ \[key: string\]: (?<member>.*); \}$/u.exec(type)?.groups?.['member'];
  if (element !== undefined) {
    if (!Array.isArray(value)) throw malformed(path);
    for (const one of value) checkField(one, element, path);
  } else if (member !== undefined) {
    if (!isRecord(value)) throw malformed(path);
    for (const one of Object.values(value)) checkField(one, member, path);
  } else if (!isOfType(value, type)) {
    throw malformed(path);
  } else {
    check(value, path);
  }
}

/** A type that is none of these is a class, `IntOrString` aside, or one that nothing is known of. */
function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type;
    case 'IntOrString':
      return typeof value === 'string' || typeof value === 'number';
    case 'Date':
    case 'V1MicroTime':
      return value instanceof Date && !Number.isNaN(value.getTime());
    case 'any':
      return true;
    default:
      return typeof value === 'object' && value !== null;
  }
}

function fieldsOf(value: unknown): readonly Field[] | undefined {
  const { constructor } = isRecord(value) ? value : {};
  if (typeof constructor !== 'function' || !('getAttributeTypeMap' in constructor)) return undefined;
  const { getAttributeTypeMap } = constructor;
  return typeof getAttributeTypeMap === 'function'
    ? (getAttributeTypeMap.call(constructor) as readonly Field[])
    : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function malformed(path: string): CallError {
  return new CallError('MALFORMED', `the API server answered with an object of the wrong form (${path})`);
}
