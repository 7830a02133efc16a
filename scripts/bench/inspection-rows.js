// Reading two large clusters: time, calls, bytes and memory, against reading and parsing the same pages and no more.
import { fileURLToPath } from 'node:url';

import { startApiServer, writeKubeconfig } from './api-server.js';
import { largeCluster } from './large-cluster.js';
import { nodeProgram } from './programs.js';
import { inTurns } from './statistics.js';
import { mib, row, seconds } from './table.js';

const readPages = fileURLToPath(new URL('read-pages.js', import.meta.url));
const nodes = 5000;
const services = 10_000;
const memoryLimit = 150 * 1024 * 1024;

/** The rows on `check --probe-from none` between two such clusters. */
export async function inspectionRows({ folder, launcher, rounds }) {
  const clusters = ['local', 'remote'].map((uid) => largeCluster({ nodes, services, uid }));
  const servers = await Promise.all(clusters.map(({ answer }) => startApiServer(answer)));
  try {
    const [local, remote] = await Promise.all(
      servers.map((server, index) => writeKubeconfig(folder, `large-${index}`, server)),
    );
    const check = [launcher, 'check', '--kubeconfig', local, '--remote', remote, '--probe-from', 'none'];
    const pages = servers.map(({ url }, index) => ({ url, paths: clusters[index].paths }));
    const { inspection, floor } = await inTurns(rounds, {
      inspection: async () => {
        for (const server of servers) server.reset();
        const { wallMs, peakBytes, exitCode, stderr } = await nodeProgram(check);
        if (exitCode === 2) throw new Error(stderr);
        const { requests, bytes, connections } = servers[0].seen;
        return { wallMs, peakBytes, requests, bytes, connections };
      },
      floor: async () => {
        const { wallMs, peakBytes } = await nodeProgram([readPages, JSON.stringify(pages)]);
        return { wallMs, peakBytes };
      },
    });
    const { wallMs, peakBytes, requests, bytes, connections } = inspection;
    return [
      row({
        name: 'inspection',
        what: '`check --probe-from none`, two clusters with 5,000 nodes and 10,000 Services in the namespace of Liqo',
        measured: seconds(wallMs),
        reference: `reading and parsing the same pages ${seconds(floor.wallMs)}`,
        ratio: wallMs / floor.wallMs,
      }),
      row({
        name: 'inspection-calls',
        what: 'its calls in each of them, with bytes of answers and connections; 70 calls are for the pages',
        measured: `${requests} calls, ${mib(bytes)}, ${connections} connections`,
      }),
      row({
        name: 'inspection-memory',
        what: 'its peak memory',
        measured: mib(peakBytes),
        reference: `reading and parsing the same pages ${mib(floor.peakBytes)}`,
        ratio: peakBytes / floor.peakBytes,
        value: peakBytes,
        limit: memoryLimit,
        goal: '≤ 150 MiB',
      }),
    ];
  } finally {
    for (const server of servers) server.close();
  }
}
