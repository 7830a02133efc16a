import { scenarioIdSchema } from '../../model/peering.js';
import type { CommandName } from '../command-table.js';
import { reportFormats } from '../../report/render-report.js';
import { completionShells } from './shells.js';

/** What a flag or a positional takes, as far as it can be offered. */
export type Offered =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'file' }
  | { readonly kind: 'context'; readonly side: 'local' | 'remote' }
  | { readonly kind: 'demo-scenario' | 'demo-release' | 'release' | 'finding-code' | 'interface' }
  /** Anything, such as a duration or an image: nothing is offered. */
  | { readonly kind: 'anything' };

const anything: Offered = { kind: 'anything' };
const file: Offered = { kind: 'file' };
const words = (...words: readonly string[]): Offered => ({ kind: 'words', words });

const textOrJson = words('text', 'json');

/** What flags take, of whichever command. */
const byFlag: Readonly<Record<string, Offered>> = {
  annotation: anything,
  'auth-url': anything,
  context: { kind: 'context', side: 'local' },
  domain: anything,
  'fail-on': words('unmet', 'warning'),
  from: words('operator', 'pods'),
  'gw-client-address': anything,
  'gw-client-port': anything,
  'gw-server-service-loadbalancerip': anything,
  'gw-server-service-location': words('Provider', 'Consumer'),
  'gw-server-service-nodeport': anything,
  'gw-server-service-port': anything,
  'gw-server-service-type': words('LoadBalancer', 'NodePort', 'ClusterIP'),
  half: words('consumer', 'provider'),
  image: anything,
  'image-pull-secret': anything,
  interface: { kind: 'interface' },
  kubeconfig: file,
  label: anything,
  'liqo-namespace': anything,
  'liqo-version': { kind: 'release' },
  mtu: anything,
  nodes: words('all', ...Array.from({ length: 10 }, (_, index) => String(index + 1))),
  other: file,
  output: words(...reportFormats),
  'output-file': file,
  peering: words('out-of-band', 'in-band'),
  'probe-from': words('pods', 'operator', 'none'),
  'probe-namespace': anything,
  remote: file,
  'remote-context': { kind: 'context', side: 'remote' },
  'remote-liqo-namespace': anything,
  resolver: anything,
  run: anything,
  save: file,
  scenario: words(...scenarioIdSchema.options),
  timeout: anything,
  toleration: anything,
  user: anything,
  wait: anything,
};

/** Where a command's flag takes something else. */
const byCommand: Readonly<Partial<Record<CommandName, Readonly<Record<string, Offered>>>>> = {
  cleanup: { output: textOrJson },
  demo: { 'liqo-version': { kind: 'demo-release' } },
  discover: { output: textOrJson },
  explain: { output: textOrJson },
  manifests: { output: words('yaml', 'json') },
  matrix: { output: textOrJson },
};

const byPositional: Readonly<Partial<Record<CommandName, Readonly<Record<string, Offered>>>>> = {
  completion: { shell: words(...completionShells) },
  demo: { scenario: { kind: 'demo-scenario' } },
  explain: { code: { kind: 'finding-code' } },
  judge: { run: file, later: file },
  matrix: { scenario: words(...scenarioIdSchema.options) },
};

/** What a flag of a command takes; absent where nobody has said it. */
export function offeredToFlag(command: CommandName, flag: string): Offered | undefined {
  return byCommand[command]?.[flag] ?? byFlag[flag];
}

/** What a positional of a command takes; absent where nobody has said it. */
export function offeredToPositional(command: CommandName, name: string): Offered | undefined {
  return byPositional[command]?.[name];
}
