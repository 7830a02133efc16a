import { readFile } from 'node:fs/promises';

import { parseAllDocuments } from 'yaml';

/** One thing that a Role or ClusterRole grants. */
export interface Grant {
  readonly verb: string;
  /** Plural name with its group, and the object's name after a slash where the rule names it. */
  readonly resource: string;
  /** `undefined` for the whole cluster. */
  readonly namespace?: string;
}

interface RoleDocument {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly resourceNames?: readonly string[];
    readonly verbs: readonly string[];
  }[];
}

/** What the roles of a file in docs/roles grant, one verb and one resource each. */
export async function grantsOf(file: string): Promise<readonly Grant[]> {
  const documents = parseAllDocuments(await readFile(file, 'utf8'));
  return documents
    .map((document) => document.toJS() as RoleDocument)
    .flatMap(({ metadata: { namespace }, rules = [] }) =>
      rules.flatMap(({ apiGroups, resources, resourceNames = [undefined], verbs }) =>
        apiGroups.flatMap((group) =>
          resources.flatMap((plural) =>
            resourceNames.flatMap((name) =>
              verbs.map((verb) => ({
                verb,
                resource: `${plural}${group === '' ? '' : `.${group}`}${name === undefined ? '' : `/${name}`}`,
                ...(namespace === undefined ? {} : { namespace }),
              })),
            ),
          ),
        ),
      ),
    );
}
