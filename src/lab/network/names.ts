import { isIP } from 'node:net';

import type { Resolution } from '../../probe/world.js';
import { findNodeByName } from './machines.js';
import type { Scene } from './machines.js';
import type { Host } from './packet.js';
import { siteSide } from './route.js';

/**
 * Resolves a name as the resolver of `host` would: pods know their cluster's Services, a LAN its private names and the
 * host names of its machines, everybody the public names; anything else does not exist.
 */
export function resolveName(host: Host, name: string, scene: Scene): Resolution {
  if (isIP(name) !== 0) return { ok: true, addresses: [name] };
  const asked = name.toLowerCase().replace(/\.$/, '');
  const inside = host.kind === 'pod' ? clusterName(host, asked, scene) : undefined;
  if (inside !== undefined) return { ok: true, addresses: [inside] };
  const side = siteSide(host, scene);
  const lan = side && scene.topology.sites[side].lan.name;
  const record = scene.topology.names.find(
    (candidate) => candidate.name === asked && (candidate.lan === undefined || candidate.lan === lan),
  );
  if (record) {
    return record.code === undefined
      ? { ok: true, addresses: record.addresses }
      : { ok: false, code: record.code };
  }
  const machine = side && findNodeByName(scene.topology, side, asked);
  return machine === undefined ? { ok: false, code: 'ENOTFOUND' } : { ok: true, addresses: [machine] };
}

/** `service.namespace.svc`, with or without `.cluster.local`. */
function clusterName(host: Extract<Host, { kind: 'pod' }>, asked: string, scene: Scene): string | undefined {
  const [service, namespace, svc, ...zone] = asked.split('.');
  if (svc !== 'svc' || (zone.length > 0 && zone.join('.') !== 'cluster.local')) return undefined;
  const entry = scene.services[host.side]().find(
    (candidate) => candidate.name === service && candidate.namespace === namespace,
  );
  return entry?.clusterIp;
}
