import type { IngressRoute } from '../../../src/lab/ingress/ingress-rules.js';

/** A host and where it leads; an empty one stands for all others. */
export interface HostRoute extends IngressRoute {
  readonly host: string;
}

/** Paths of a controller's own. */
export interface ControllerFiles {
  readonly folder: string;
  readonly certificate: string;
  readonly key: string;
}

/**
 * The configuration of an nginx that serves hosts at port 443: in `stream` it looks at the name in the greeting, in `http`
 * it ends TLS. A host without a route gets 404.
 *
 * Source: nginx documentation, ngx_stream_ssl_preread_module and ngx_http_proxy_module; ingress-nginx, "TLS/HTTPS".
 */
export function nginxConfiguration(
  { folder, certificate, key }: ControllerFiles,
  routes: readonly HostRoute[],
): string {
  const passed = routes.filter(({ protocol }) => protocol === 'passthrough');
  const ended = routes.filter(({ protocol }) => protocol !== 'passthrough');
  const inner = `unix:${folder}/inner.sock`;
  return [
    'load_module modules/ngx_stream_module.so;',
    'daemon off;',
    'master_process off;',
    `pid ${folder}/nginx.pid;`,
    'events {}',
    'stream {',
    `upstream ended { server ${inner}; }`,
    ...passed.map(({ address, port }, index) => `upstream passed${index} { server ${address}:${port}; }`),
    'map $ssl_preread_server_name $way {',
    'default ended;',
    ...passed.map(({ host }, index) => `${host} passed${index};`),
    '}',
    'server { listen 443; ssl_preread on; proxy_pass $way; }',
    '}',
    'http {',
    'access_log off;',
    `ssl_certificate ${certificate};`,
    `ssl_certificate_key ${key};`,
    'proxy_http_version 1.1;',
    'proxy_set_header Host $http_host;',
    ...(ended.some(({ host }) => host === '')
      ? []
      : [`server { listen ${inner} ssl http2 default_server; return 404; }`]),
    ...ended.map((route) => serverOf(route, inner)),
    '}',
    '',
  ].join('\n');
}

function serverOf({ host, protocol, address, port }: HostRoute, inner: string): string {
  const names = host === '' ? 'default_server; server_name _' : `; server_name ${host}`;
  return `server { listen ${inner} ssl http2 ${names}; location / { proxy_pass ${protocol}://${address}:${port}; } }`;
}
