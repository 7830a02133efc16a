// The agent: how long to its first packet, how large its file is, and how much memory it takes.
import { stat, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { agentPlan, key } from '../bench-agent/endpoints.js';
import { bareNode, nodeProgram } from './programs.js';
import { inTurns } from './statistics.js';
import { kib, mib, ms, row } from './table.js';

const firstPacketGoal = 1.5;
const sizeLimit = 400 * 1024;
const memoryLimit = 64 * 1024 * 1024;

/** The rows on the agent's file as it runs in pods. */
export async function agentRows({ folder, agentPath, modulesPath, rounds }) {
  let connectedAt;
  const server = createServer((socket) => {
    connectedAt ??= performance.now();
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const [plan, keyFile] = [join(folder, 'plan.json'), join(folder, 'key')];
    await writeFile(plan, JSON.stringify(agentPlan('stand-in-tcp', ['127.0.0.1'], server.address().port)));
    await writeFile(keyFile, key);
    const firstPacket = async (args) => {
      connectedAt = undefined;
      const startedAt = performance.now();
      const { peakBytes } = await nodeProgram(args);
      return { wallMs: connectedAt - startedAt, peakBytes };
    };
    const { bare, modules, agent } = await inTurns(rounds, {
      bare: bareNode,
      modules: () => firstPacket([modulesPath, server.address().port]),
      agent: () => firstPacket([agentPath, '--plan', plan, '--key', keyFile]),
    });
    const { size } = await stat(agentPath);
    return [
      row({
        name: 'agent-start-floor',
        what: "the same by a program that imports Node.js's own modules as the agent does, and no more",
        measured: ms(modules.wallMs),
        reference: `bare Node.js ${ms(bare.wallMs)}`,
        ratio: modules.wallMs / bare.wallMs,
      }),
      row({
        name: 'agent-start',
        what: 'agent, from its start to its first packet',
        measured: ms(agent.wallMs),
        reference: `bare Node.js ${ms(bare.wallMs)}`,
        ratio: agent.wallMs / bare.wallMs,
        limit: firstPacketGoal,
        goal: `≤ ${firstPacketGoal} × bare`,
      }),
      row({
        name: 'agent-size',
        what: 'agent, its file',
        measured: kib(size),
        value: size,
        limit: sizeLimit,
        goal: '≤ 400 KiB',
      }),
      row({
        name: 'agent-memory',
        what: 'agent, peak memory with one probe',
        measured: mib(agent.peakBytes),
        reference: `bare Node.js ${mib(bare.peakBytes)}`,
        ratio: agent.peakBytes / bare.peakBytes,
        value: agent.peakBytes,
        limit: memoryLimit,
        goal: '≤ 64 MiB',
      }),
    ];
  } finally {
    server.close();
  }
}
