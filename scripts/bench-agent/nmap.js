// nmap, told to do as little as answers the same question.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { measureProgram } from './measure.js';

const common = ['-n', '-Pn', '-T4', '--min-hostgroup', '4096', '--min-parallelism', '1000'];

const scenarios = {
  tls: {
    options: () => ['-sT', '--script', 'ssl-cert'],
    right: /^\| ssl-cert: Subject: commonName=/gm,
  },
  datagrams: {
    // An authentic datagram, without which the responders say nothing.
    options: ({ datagramHex }) => ['-sU', '--max-retries', '2', '--data', datagramHex],
    right: /^\d+\/udp +open +/gm,
  },
  nothing: {
    // As patient as the agent, in one try.
    options: () => ['-sT', '--max-retries', '0', '--initial-rtt-timeout', '5s', '--max-rtt-timeout', '5s'],
    right: /^\d+\/tcp +filtered +/gm,
  },
};

/** Scans all hosts. UDP needs root. */
export async function runNmap(setup, { serves, hosts, port }) {
  const { options, right } = scenarios[serves];
  const list = join(setup.folder, 'hosts');
  await writeFile(list, hosts.join('\n'));
  const args = [...common, ...options(setup), '-p', String(port), '-iL', list];
  const { output, ...measured } = await measureProgram('nmap', args, 'ignore');
  return { ...measured, right: output.match(right)?.length ?? 0 };
}
