// What an API server says of a cluster with many nodes and Services, in pages as they are asked for.
const lists = {
  '/api/v1/nodes': { pageSize: 100, make: node },
  '/api/v1/namespaces/liqo/services': { pageSize: 500, make: service },
};

/** Forty images with the digests and tags of real ones make a node of more than ten kilobytes. */
const images = Array.from({ length: 40 }, (_, index) => ({
  names: [
    `registry.example.org/team-${index}/application@sha256:${'0123456789abcdef'.repeat(4)}`,
    `registry.example.org/team-${index}/application:v1.${index}.0-build.20260301`,
  ],
  sizeBytes: 123_456_789,
}));

function node(index) {
  const name = `node-${String(index).padStart(5, '0')}`;
  const address = `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
  return {
    metadata: { name, labels: { 'kubernetes.io/os': 'linux', 'kubernetes.io/hostname': name } },
    spec: { podCIDR: `10.244.${index & 255}.0/24` },
    status: {
      addresses: [{ type: 'InternalIP', address }],
      conditions: [{ type: 'Ready', status: 'True' }],
      nodeInfo: { kubeletVersion: 'v1.32.3', kernelVersion: '6.8.0', osImage: 'Ubuntu 24.04.2 LTS' },
      images,
    },
  };
}

function service(index) {
  return {
    metadata: { name: `service-${index}`, namespace: 'liqo' },
    spec: { type: 'ClusterIP', clusterIP: `10.96.${index >> 8}.${index & 255}`, ports: [{ port: 80 }] },
    status: { loadBalancer: {} },
  };
}

function pagesOf(count, { pageSize, make }) {
  return Array.from({ length: Math.ceil(count / pageSize) }, (_, page) => {
    const first = page * pageSize;
    const next = first + pageSize < count ? String(first + pageSize) : '';
    const items = Array.from({ length: Math.min(pageSize, count - first) }, (_, index) =>
      make(first + index),
    );
    return JSON.stringify({ metadata: { continue: next }, items });
  });
}

/** An `answer` for a server of scripts/bench/api-server.js, and the paths of all pages. `uid` tells clusters apart. */
export function largeCluster({ nodes, services, uid }) {
  const counts = { '/api/v1/nodes': nodes, '/api/v1/namespaces/liqo/services': services };
  const pages = Object.fromEntries(
    Object.entries(lists).map(([path, list]) => [path, pagesOf(counts[path], list)]),
  );
  const objects = {
    '/version': { gitVersion: 'v1.32.3' },
    '/api/v1/namespaces/kube-system': { metadata: { name: 'kube-system', uid } },
  };
  const answer = ({ url, method }) => {
    const { pathname, searchParams } = new URL(url, 'https://127.0.0.1');
    if (method === 'POST') return json(201, { spec: {}, status: { allowed: true } });
    if (pathname in lists) {
      const first = Number(searchParams.get('continue') ?? 0);
      return { status: 200, body: pages[pathname][first / lists[pathname].pageSize] };
    }
    if (pathname in objects) return json(200, objects[pathname]);
    return json(404, { kind: 'Status', status: 'Failure', reason: 'NotFound', code: 404 });
  };
  const paths = Object.entries(lists).flatMap(([path, { pageSize }]) =>
    pages[path].map(
      (_, page) => `${path}?limit=${pageSize}${page === 0 ? '' : `&continue=${page * pageSize}`}`,
    ),
  );
  return { answer, paths };
}

function json(status, body) {
  return { status, body: JSON.stringify(body) };
}
