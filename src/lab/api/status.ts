/** An answer of the API: a JSON body or, as for logs and health, plain text. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A `Status` that refuses a request, in the words of a real API server. */
export interface Refusal extends ApiAnswer {
  readonly body: {
    readonly kind: 'Status';
    readonly apiVersion: 'v1';
    readonly metadata: object;
    readonly status: 'Failure';
    readonly message: string;
    readonly reason: string;
    readonly details?: object;
    readonly code: number;
  };
}

/** Builds a failure `Status` (Kubernetes API conventions, "Response Status Kind"). */
export function refuse(status: number, reason: string, rest: { message: string; details?: object }): Refusal {
  return {
    status,
    body: {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      ...rest,
      reason,
      code: status,
    },
  };
}

interface Named {
  readonly resource: { readonly group: string; readonly plural: string; readonly kind: string };
  readonly name: string;
}

function details({ resource, name }: Named): object {
  return {
    name,
    ...(resource.group !== '' && { group: resource.group }),
    kind: resource.plural,
  };
}

function quoted({ resource, name }: Named): string {
  const full = resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
  return `${full} "${name}"`;
}

export function notFound(named: Named): Refusal {
  return refuse(404, 'NotFound', { message: `${quoted(named)} not found`, details: details(named) });
}

export function alreadyExists(named: Named): Refusal {
  return refuse(409, 'AlreadyExists', {
    message: `${quoted(named)} already exists`,
    details: details(named),
  });
}

/** An update of a version that is not the latest. */
export function conflict(named: Named): Refusal {
  const message = `Operation cannot be fulfilled on ${quoted(named)}: the object has been modified; please apply your changes to the latest version and try again`;
  return refuse(409, 'Conflict', { message, details: details(named) });
}

/** A value that validation refuses. */
export function invalid(named: Named, field: string, complaint: string): Refusal {
  const { resource, name } = named;
  const kind = resource.group === '' ? resource.kind : `${resource.kind}.${resource.group}`;
  return refuse(422, 'Invalid', {
    message: `${kind} "${name}" is invalid: ${field}: ${complaint}`,
    details: { ...details(named), causes: [{ reason: 'FieldValueInvalid', message: complaint, field }] },
  });
}

/** A refusal by an admission plugin, such as Pod Security. */
export function forbiddenBecause(named: Named, because: string): Refusal {
  return refuse(403, 'Forbidden', {
    message: `${quoted(named)} is forbidden: ${because}`,
    details: details(named),
  });
}

export function badRequest(message: string): Refusal {
  return refuse(400, 'BadRequest', { message });
}

export function unauthorized(): Refusal {
  return refuse(401, 'Unauthorized', { message: 'Unauthorized' });
}

export function methodNotAllowed(): Refusal {
  const message = 'the server does not allow this method on the requested resource';
  return refuse(405, 'MethodNotAllowed', { message, details: {} });
}
