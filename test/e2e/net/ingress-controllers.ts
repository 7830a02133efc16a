import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ingressCertificate } from '../../../src/lab/api/certificates.js';
import type { ObjectStore } from '../../../src/lab/api/object-store.js';
import { listAt, textAt } from '../../../src/lab/api/kubernetes-object.js';
import { resources } from '../../../src/lab/api/resources.js';
import { ingressRoute } from '../../../src/lab/ingress/ingress-rules.js';
import type { ClusterHost } from '../../../src/lab/network/lab-network.js';
import { hostKey } from '../../../src/lab/network/packet.js';
import type { IngressControllerSpec } from '../../../src/lab/topology/ingress-spec.js';
import { type ControllerFiles, type HostRoute, nginxConfiguration } from './nginx-configuration.js';
import { sniConfiguration } from './haproxy-configuration.js';
import type { RealNetwork } from './real-network.js';
import { listens } from './listening.js';

/** A controller that is to run, at each of these hosts. */
export interface ControllerPlace {
  readonly network: RealNetwork;
  readonly hosts: readonly ClusterHost[];
  readonly controller: IngressControllerSpec;
  readonly store: ObjectStore;
  /** For files of its own. */
  readonly folder: string;
}

/** Starts a real program as an Ingress controller; resolves when it listens. It ends with the network. */
export type StartIngress = (place: ControllerPlace) => Promise<void>;

const httpsPort = 443;

/**
 * nginx as ingress-nginx runs it: passes TLS on by the name in the greeting (`ssl_preread`), ends it for all other names,
 * and asks the backend over HTTP or over TLS. Debian packages: nginx, libnginx-mod-stream.
 */
export const nginx: StartIngress = (place) =>
  startAtHosts(place, (files, routes) => {
    const path = join(files.folder, 'nginx.conf');
    writeFileSync(path, nginxConfiguration(files, routes));
    return ['nginx', '-e', 'stderr', '-c', path];
  });

/** haproxy, which passes TLS on by the name in the greeting, and for all other names has no backend. */
export const haproxy: StartIngress = (place) =>
  startAtHosts(place, ({ folder }, routes) => {
    const path = join(folder, 'haproxy.cfg');
    writeFileSync(path, sniConfiguration(routes));
    return ['haproxy', '-q', '-db', '-f', path];
  });

async function startAtHosts(
  { network, hosts, controller, store, folder }: ControllerPlace,
  prepare: (files: ControllerFiles, routes: readonly HostRoute[]) => readonly string[],
): Promise<void> {
  const routes = routesOf(store, controller);
  const { certificate, key } = await ingressCertificate();
  await Promise.all(
    hosts.map(async (host) => {
      await network.isReady(host);
      const own = join(folder, `ingress-${hostKey(host).replaceAll(/[^\w.]/gu, '-')}`);
      const files = { folder: own, certificate: join(own, 'certificate'), key: join(own, 'key') };
      mkdirSync(own);
      writeFileSync(files.certificate, certificate);
      writeFileSync(files.key, key, { mode: 0o600 });
      const machine = network.machineOf(host);
      const child = network.namespaces.start(machine, prepare(files, routes));
      await listens(network.namespaces, { machine, child, ports: [httpsPort] });
    }),
  );
}

/** Where each host leads that an Ingress of the cluster names, and all the others (an empty host). */
function routesOf(store: ObjectStore, controller: IngressControllerSpec): HostRoute[] {
  const named = store
    .list(resources.ingresses)
    .map((one) => textAt(listAt(one, 'spec', 'rules')[0], 'host') ?? '');
  return [...new Set([...named, ''])].flatMap((host) => {
    const route = ingressRoute(store, controller, host);
    return route === undefined ? [] : [{ ...route, host }];
  });
}
