import * as z from 'zod/mini';

/** The environment variable in which the kubelet hands these settings over, as JSON. */
export const settingsVariable = 'LIQO_DOCTOR_LAB_RUNNER';

/** What the simulated kubelet tells a runner besides the container's own arguments. */
export const runnerSettingsSchema = z.object({
  /** The loopback port of the virtual network. */
  networkPort: z.int(),
  token: z.string(),
  /** The agent's file. */
  agentPath: z.string(),
  /** The name of the node that the pod runs on. */
  node: z.string(),
  /** Stands for `/dev/termination-log`. */
  terminationMessagePath: z.string(),
});
export type RunnerSettings = z.infer<typeof runnerSettingsSchema>;
