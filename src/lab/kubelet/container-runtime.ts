import type { ContainerLog } from '../api/cluster-api.js';
import type { NetworkServer } from '../network/server.js';
import type { Host } from '../network/packet.js';
import type { RunnerSettings } from '../runner/runner-settings.js';
import { settingsVariable } from '../runner/runner-settings.js';
import type { ContainerEnd } from './container-process.js';
import { ContainerProcess } from './container-process.js';

/** A container to run on a network. */
export interface ContainerRequest {
  readonly host: Host;
  /** The name of its node. */
  readonly node: string;
  /** The JavaScript file that it runs, as a path of this machine; `undefined` when it names none. */
  readonly script: string | undefined;
  /** What follows the file. */
  readonly arguments: readonly string[];
  readonly terminationMessagePath: string;
}

/** A container that has been started. */
export interface RunningContainer extends ContainerLog {
  readonly end: Promise<ContainerEnd>;
  /** Asks it to end, and ends it after so many milliseconds. */
  stop(graceMs: number): Promise<void>;
}

/** Starts containers on the network of a lab. */
export interface ContainerRuntime {
  start(request: ContainerRequest): Promise<RunningContainer>;
}

/** Containers as processes of the runner, whose world is the virtual network behind `server`. */
export function virtualRuntime(
  server: NetworkServer,
  files: { readonly runnerPath: string; readonly agentPath?: string | undefined },
): ContainerRuntime {
  return {
    start: ({ host, node, script, arguments: given, terminationMessagePath }) => {
      const token = server.admit(host);
      const settings: RunnerSettings = {
        networkPort: server.port,
        token,
        agentPath: files.agentPath ?? script ?? '',
        node,
        terminationMessagePath,
      };
      const container = new ContainerProcess({
        command: [process.execPath, files.runnerPath, ...given],
        environment: { [settingsVariable]: JSON.stringify(settings) },
        terminationMessagePath,
      });
      void container.end.then(() => server.dismiss(token));
      return Promise.resolve(container);
    },
  };
}
