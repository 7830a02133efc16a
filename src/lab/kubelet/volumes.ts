import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { isJsonObject } from '../api/kubernetes-object.js';
import type { ObjectStore } from '../api/object-store.js';
import { resources } from '../api/resources.js';
import type { PodSpec, Volume } from './pod-spec.js';

/** A folder for every volume, or what the kubelet says while one cannot be made yet. */
export type Mounting =
  | { readonly ok: true; readonly folders: ReadonlyMap<string, string> }
  | { readonly ok: false; readonly message: string };

/** Writes a pod's ConfigMaps and Secrets into folders below `root`; other kinds of volume become empty folders. */
export async function mountVolumes(
  store: ObjectStore,
  pod: { readonly namespace: string; readonly spec: PodSpec },
  root: string,
): Promise<Mounting> {
  const folders = new Map<string, string>();
  for (const volume of pod.spec.volumes) {
    const files = volumeFiles(store, pod.namespace, volume);
    if (!files.ok)
      return {
        ok: false,
        message: `MountVolume.SetUp failed for volume "${volume.name}" : ${files.message}`,
      };
    const folder = join(root, 'volumes', volume.name);
    await mkdir(folder, { recursive: true });
    for (const [name, content] of files.content)
      await writeFile(join(folder, name), content, { mode: 0o600 });
    folders.set(volume.name, folder);
  }
  return { ok: true, folders };
}

type Files =
  | { readonly ok: true; readonly content: ReadonlyMap<string, Buffer> }
  | { readonly ok: false; readonly message: string };

function volumeFiles(store: ObjectStore, namespace: string, { configMap, secret }: Volume): Files {
  if (configMap) {
    const object = store.get(resources.configMaps, { namespace, name: configMap.name });
    if (!object) return { ok: false, message: `configmap "${configMap.name}" not found` };
    const content = new Map([...decode(object['data'], 'utf8'), ...decode(object['binaryData'], 'base64')]);
    return { ok: true, content: pick(content, configMap.items) };
  }
  if (secret) {
    const object = store.get(resources.secrets, { namespace, name: secret.secretName });
    if (!object) return { ok: false, message: `secret "${secret.secretName}" not found` };
    return { ok: true, content: pick(decode(object['data'], 'base64'), secret.items) };
  }
  return { ok: true, content: new Map() };
}

function decode(data: unknown, encoding: 'utf8' | 'base64'): Map<string, Buffer> {
  const entries = isJsonObject(data) ? Object.entries(data) : [];
  return new Map(entries.map(([key, value]) => [key, Buffer.from(String(value), encoding)]));
}

function pick(
  content: ReadonlyMap<string, Buffer>,
  items: readonly { readonly key: string; readonly path: string }[] | undefined,
): ReadonlyMap<string, Buffer> {
  if (!items) return content;
  return new Map(items.map(({ key, path }) => [path, content.get(key) ?? Buffer.alloc(0)]));
}
