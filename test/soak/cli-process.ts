import process from 'node:process';

import { toCheckOptions } from '../../src/cli/check-options.js';
import { runBetween } from '../../src/cli/run-between.js';
import { runInvocation } from '../../src/cli/run-invocation.js';
import { loadKubeconfig } from '../../src/kubernetes/kubeconfig.js';
import { RemoteSession } from '../../src/lab/runner/remote-session.js';
import { virtualWorld } from '../../src/lab/runner/virtual-world.js';
import { cliSettingsVariable, type CliSettings } from './cli-settings.js';

/**
 * `liqo-doctor check -o json` as a process that can be killed: all that the command does from its options on, with its
 * own signal handlers, but with the lab's network in place of this machine's.
 */
async function main(): Promise<void> {
  const settings = JSON.parse(process.env[cliSettingsVariable] ?? '{}') as CliSettings;
  const { kubeconfigs } = settings;
  const options = toCheckOptions({
    kubeconfig: kubeconfigs.local,
    remote: kubeconfigs.remote,
    allowLoadBalancer: true,
    timeout: settings.timeout,
    output: 'json',
  });
  if (!options.ok) throw new Error(options.failure);
  const load = async (path: string) => {
    const loaded = await loadKubeconfig({ path, env: {}, homeDirectory: '/' });
    if (!loaded.ok) throw new Error(loaded.failure.message);
    return loaded.value;
  };
  process.exitCode = await runInvocation(
    {
      output: options.value.report,
      run: async (session) => {
        const network = await RemoteSession.open(settings.networkPort, settings.token);
        const target = {
          kubeconfigs: { local: await load(kubeconfigs.local), remote: await load(kubeconfigs.remote) },
          world: virtualWorld(network),
        };
        try {
          return await runBetween(target, options.value, session);
        } finally {
          network.close();
        }
      },
    },
    {
      argv: [],
      env: {},
      homeDirectory: '/',
      stdout: process.stdout,
      stderr: process.stderr,
      interruptions: process,
      distribution: new URL(settings.distribution),
      exitNow: (exitCode) => process.exit(exitCode),
    },
  );
}

await main();
