import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { workFolder } from './bundle.js';
import type { LanNetwork } from './lan.js';

let count = 0;

function newFolder(name: string): string {
  count += 1;
  const folder = join(workFolder, `${name}-${count}`);
  mkdirSync(folder, { recursive: true, mode: 0o777 });
  return folder;
}

/** Starts bind9's `named` at a host with a zone, of which this is the text behind its SOA and NS records. */
export async function startNamed(
  network: LanNetwork,
  host: string,
  { zone, records }: { readonly zone: string; readonly records: string },
): Promise<void> {
  const folder = newFolder('named');
  const head = `$TTL 60\n@ IN SOA ns.${zone}. admin.${zone}. 1 60 60 60 60\n@ IN NS ns.${zone}.\nns IN A ${network.address(host)}\n`;
  writeFileSync(join(folder, 'zone'), head + records);
  const options = [
    `directory "${folder}"; pid-file "${folder}/pid"; session-keyfile "${folder}/session.key";`,
    'recursion no; listen-on { any; }; listen-on-v6 { none; }; dnssec-validation no; notify no;',
  ];
  const configuration = [
    `options { ${options.join(' ')} };`,
    'controls { };',
    `zone "${zone}" { type primary; file "${folder}/zone"; };`,
    // A zone whose file is missing: its questions end in SERVFAIL.
    `zone "broken.example" { type primary; file "${folder}/missing"; };`,
    '',
  ].join('\n');
  writeFileSync(join(folder, 'named.conf'), configuration);
  const child = network.start(host, ['named', '-g', '-c', join(folder, 'named.conf')]);
  await saying(child, /running$/mu);
}

/** Starts dnsmasq at a host with these lines of its configuration. */
export async function startDnsmasq(
  network: LanNetwork,
  host: string,
  lines: readonly string[],
): Promise<void> {
  const folder = newFolder('dnsmasq');
  const file = join(folder, 'dnsmasq.conf');
  const common = ['no-resolv', 'no-hosts', 'user=root', 'log-facility=-', `pid-file=${folder}/pid`];
  writeFileSync(file, [...common, ...lines, ''].join('\n'));
  const child = network.start(host, ['dnsmasq', '--keep-in-foreground', `--conf-file=${file}`]);
  await saying(child, /started/u);
}

function saying(child: ReturnType<LanNetwork['start']>, pattern: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (pattern.test(said)) resolve();
    });
    child.once('close', (code) => reject(new Error(`the name server ended with ${code}: ${said}`)));
  });
}
