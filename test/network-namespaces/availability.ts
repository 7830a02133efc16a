import { runNow } from './commands.js';

/** Whether network namespaces can be made here, and if not, why. */
export type Availability = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Decided once per test process, by making a namespace. */
const available: Availability = look();

/** Whether tests in network namespaces can run here that need these programs beside the harness's own. */
export function namespacesAvailable(programs: readonly string[] = []): Availability {
  const missing = available.ok ? programs.find((program) => !isThere(program)) : undefined;
  return missing === undefined ? available : lacking(missing);
}

function look(): Availability {
  if (process.platform !== 'linux') return { ok: false, reason: 'this is no Linux' };
  if (process.getuid?.() !== 0) return { ok: false, reason: 'this takes root, in a user namespace at least' };
  const missing = ['ip', 'nft', 'sysctl'].find((program) => !isThere(program));
  if (missing !== undefined) return lacking(missing);
  const name = `ld-${process.pid}-trial`;
  const answer = runNow([
    'sh',
    '-c',
    `ip netns add ${name} && ip netns exec ${name} nft add table inet t && echo made`,
  ]);
  runNow(['ip', 'netns', 'del', name]);
  return answer.includes('made')
    ? { ok: true }
    : { ok: false, reason: 'the system allows no network namespaces' };
}

function lacking(program: string): Availability {
  return { ok: false, reason: `there is no program ${program}` };
}

function isThere(program: string): boolean {
  return runNow(['sh', '-c', `command -v ${program}`]) !== '';
}

/** What a test in namespaces does: `fail` where they are demanded and cannot be had. */
export function decide(
  { ok }: Availability,
  environment: Readonly<Record<string, string | undefined>>,
): 'run' | 'skip' | 'fail' {
  if (ok) return 'run';
  const isSet = (name: string) => (environment[name] ?? '') !== '';
  return isSet('CI') && !isSet('LIQO_DOCTOR_SKIP_NAMESPACES') ? 'fail' : 'skip';
}
