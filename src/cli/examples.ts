import type { CommandName } from './command-table.js';

/** A line to paste, and in a few words what it does. */
export interface Example {
  readonly words: string;
  readonly line: string;
}

/** What `--help` of each command ends with. Lines fit into 80 columns, so that none is broken. */
export const examples: Readonly<Record<CommandName, readonly Example[]>> = {
  check: [
    {
      words: 'The current context as the consumer, another kubeconfig as the provider',
      line: 'liqo-doctor check --remote provider.yaml',
    },
    {
      words: 'Two contexts of one kubeconfig, before Liqo v1.0.0 is installed',
      line: 'liqo-doctor check --context a --remote-context b --liqo-version v1.0.0',
    },
    {
      words: 'Again and again until ready, for half an hour at most',
      line: 'liqo-doctor check --remote provider.yaml --wait 30m',
    },
    {
      words: 'The half of an operator who has no kubeconfig of the other cluster',
      line: 'liqo-doctor check --half consumer --save ours.json --other theirs.json',
    },
    {
      words: 'A liqoctl peer line with its verb changed',
      line: 'liqo-doctor check --remote-kubeconfig provider.yaml --in-band',
    },
  ],
  demo: [
    { words: 'The scenarios', line: 'liqo-doctor demo --list' },
    {
      words: 'A provider behind a NAT router that forwards nothing',
      line: 'liqo-doctor demo onprem-nat-to-cloud-no-forwarding',
    },
    {
      words: 'Two clusters in one LAN with Liqo v0.10.3, as JSON',
      line: 'liqo-doctor demo same-lan --liqo-version v0.10.3 -o json',
    },
  ],
  discover: [
    { words: 'Clusters that come and go in the LAN', line: 'liqo-doctor discover --watch' },
    {
      words: 'What a node of each cluster hears',
      line: 'liqo-doctor discover --remote provider.yaml --from pods',
    },
    { words: 'What a DNS domain lists', line: 'liqo-doctor discover --domain example.com' },
    {
      words: 'Whose authentication server a URL is',
      line: 'liqo-doctor discover --auth-url https://203.0.113.8:30443',
    },
  ],
  cleanup: [
    {
      words: 'What runs left in two clusters; nothing is removed',
      line: 'liqo-doctor cleanup --remote provider.yaml --dry-run',
    },
    {
      words: 'What one run left in the cluster of the current context',
      line: 'liqo-doctor cleanup --run 3f9a1b2c',
    },
  ],
  explain: [
    { words: 'Why a finding matters and what to do', line: 'liqo-doctor explain LD-API-002' },
    { words: 'The same for programs', line: 'liqo-doctor explain LD-API-002 -o json' },
  ],
  judge: [
    {
      words: 'A run that check --save kept, as Markdown for a ticket',
      line: 'liqo-doctor judge run.json -o markdown',
    },
    {
      words: 'What changed from one run to a later one',
      line: 'liqo-doctor judge before.json after.json',
    },
    {
      words: 'The run of two operators, each of whom made one half',
      line: 'liqo-doctor judge consumer.json provider.json',
    },
  ],
  manifests: [
    { words: 'Everything that a check creates, to read', line: 'liqo-doctor manifests | less' },
    {
      words: 'What an administrator applies, so that jane may check',
      line: 'liqo-doctor manifests --grants --user jane | kubectl apply -f -',
    },
  ],
  matrix: [
    { words: 'All scenarios, for the newest release', line: 'liqo-doctor matrix' },
    {
      words: 'One of them for another release',
      line: 'liqo-doctor matrix onprem-nat-to-cloud --liqo-version v0.10.3',
    },
  ],
  completion: [
    { words: 'For bash, now or as a line of ~/.bashrc', line: 'source <(liqo-doctor completion bash)' },
    {
      words: 'For zsh, now or as a line of ~/.zshrc after compinit',
      line: 'source <(liqo-doctor completion zsh)',
    },
    { words: 'For fish', line: 'liqo-doctor completion fish | source' },
  ],
};

/** What `liqo-doctor --help` ends with. */
export const firstExamples: readonly Example[] = [
  {
    words: 'Whether two clusters can be peered',
    line: 'liqo-doctor check --kubeconfig consumer.yaml --remote provider.yaml',
  },
  { words: 'The same between two simulated clusters', line: 'liqo-doctor demo same-lan' },
  { words: 'What a finding means', line: 'liqo-doctor explain LD-API-002' },
];

/** As kubectl shows them. */
export function shownExamples(shown: readonly Example[]): string {
  const blocks = shown.map(({ words, line }) => `  # ${words}\n  ${line}`);
  return `Examples:\n${blocks.join('\n\n')}`;
}
