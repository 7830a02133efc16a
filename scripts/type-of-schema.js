// The TypeScript type that a schema of zod/mini describes, written out, with the comments of its fields.
import ts from 'typescript';

const plainTypes = { string: 'string', number: 'number', int: 'number', boolean: 'boolean' };

/**
 * The type of an expression that makes a schema. `typeNamed(identifier)` tells the type of a schema that has a name, and
 * `constantNamed(identifier)` the expression of any other constant. An expression it does not know fails the build.
 */
export function typeOfSchema(expression, { typeNamed, constantNamed }) {
  const typeOf = (node) => {
    if (ts.isIdentifier(node)) return typeNamed(node);
    const call = callOfZod(node);
    if (call === undefined) throw new Error(`no schema that can be written as a type: ${node.getText()}`);
    const [first, second] = call.arguments;
    if (call.name in plainTypes) return plainTypes[call.name];
    switch (call.name) {
      case 'object':
        return `{\n${first.properties.map(fieldOf).join('\n')}\n}`;
      case 'array':
        return `Array<${typeOf(first)}>`;
      case 'record':
        return `Record<${typeOf(first)}, ${typeOf(second)}>`;
      case 'nullable':
        return `${typeOf(first)} | null`;
      case 'literal':
        return (ts.isIdentifier(first) ? constantNamed(first) : first).getText();
      case 'enum':
        return first.elements.map((element) => element.getText()).join(' | ');
      default:
        throw new Error(`no schema that can be written as a type: z.${call.name}`);
    }
  };
  const fieldOf = (property) => {
    const optional = callOfZod(property.initializer);
    const isOptional = optional?.name === 'optional';
    const type = typeOf(isOptional ? optional.arguments[0] : property.initializer);
    return `${commentOf(property)}${property.name.getText()}${isOptional ? '?' : ''}: ${type}${isOptional ? ' | undefined' : ''};`;
  };
  return typeOf(expression);
}

/** The comment before a declaration, with its line break; empty where there is none. */
export function commentOf(node) {
  const text = node.getSourceFile().text;
  const range = ts.getLeadingCommentRanges(text, node.getFullStart())?.at(-1);
  const comment = range && text.slice(range.pos, range.end);
  return comment?.startsWith('/**') ? `${comment}\n` : '';
}

function callOfZod(node) {
  const isCall =
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.expression.getText() === 'z';
  return isCall ? { name: node.expression.name.text, arguments: node.arguments } : undefined;
}
