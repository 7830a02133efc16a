import { expect, test } from 'vitest';

import { inspectCluster } from '../../src/inspect/inspect-cluster.js';
import { namespaceExists } from '../../src/inspect/permissions.js';
import { grantsOf, type Grant } from '../helpers/cluster-roles.js';
import {
  bareCluster,
  definitions,
  earlyCluster,
  list,
  recentCluster,
  serve,
} from '../helpers/kubernetes-fixture.js';
import { withServer } from '../helpers/kubernetes-server.js';

/** Liqo's kinds are there and its namespace is empty: it is looked for elsewhere. */
const elsewhereCluster = {
  ...bareCluster,
  '/apis/apiextensions.k8s.io/v1/customresourcedefinitions': definitions('foreignclusters.core.liqo.io'),
};

/** Nobody serves the Ingress of the authentication server. */
const unservedIngressCluster = {
  ...earlyCluster,
  '/apis/networking.k8s.io/v1/namespaces/liqo/ingresses': list({
    metadata: { name: 'liqo-auth', labels: { 'app.kubernetes.io/name': 'auth' } },
  }),
};

/** A GET of the API as what a role must grant; the paths that every user may read give `undefined`. */
function neededFor(url: string): Grant | undefined {
  const path = url.replace(/\?.*$/u, '');
  // SOURCE: Kubernetes, default cluster roles, system:public-info-viewer.
  if (path === '/version') return undefined;
  const match =
    /^\/(?:api\/v1|apis\/(?<group>[^/]+)\/[^/]+)(?:\/namespaces\/(?<namespace>[^/]+)(?=\/))?\/(?<plural>[^/]+)(?:\/(?<name>[^/]+))?$/u.exec(
      path,
    );
  const { group, namespace, plural = '', name } = match?.groups ?? {};
  return {
    verb: name === undefined ? 'list' : 'get',
    resource: `${plural}${group === undefined ? '' : `.${group}`}${name === undefined ? '' : `/${name}`}`,
    ...(namespace === undefined ? {} : { namespace }),
  };
}

/** A grant for every object covers one object, and one for the whole cluster covers a namespace. */
function covers(grant: Grant, needed: Grant): boolean {
  const everyObject = needed.resource.replace(/\/.*$/u, '');
  return (
    grant.verb === needed.verb &&
    (grant.resource === needed.resource || grant.resource === everyObject) &&
    (grant.namespace === undefined || grant.namespace === needed.namespace)
  );
}

test('docs/roles/read-only.yaml grants what an inspection reads, and nothing else', async () => {
  const reads: Grant[] = [];
  for (const fixture of [
    earlyCluster,
    recentCluster,
    bareCluster,
    elsewhereCluster,
    unservedIngressCluster,
  ]) {
    await withServer(serve(fixture), async ({ requests }, connection) => {
      await inspectCluster({ side: 'local', connection, liqoNamespace: 'liqo' });
      await namespaceExists(connection, 'liqo-tenant-oslo');
      reads.push(...requests.flatMap(({ url }) => neededFor(url) ?? []));
    });
  }
  const grants = await grantsOf('docs/roles/read-only.yaml');
  const notGranted = reads.filter((needed) => !grants.some((grant) => covers(grant, needed)));
  const notNeeded = grants.filter(
    (grant) => !reads.some((needed) => covers(grant, needed) && grant.namespace === needed.namespace),
  );
  expect({ notGranted, notNeeded }).toEqual({ notGranted: [], notNeeded: [] });
  expect(reads.length).toBeGreaterThan(grants.length);
});
