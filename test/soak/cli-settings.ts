/** What the process of a command line that may be killed is told in its environment. */
export interface CliSettings {
  readonly kubeconfigs: { readonly local: string; readonly remote: string };
  readonly networkPort: number;
  readonly token: string;
  /** The folder with `agent.mjs`, as a URL with a trailing slash. */
  readonly distribution: string;
  readonly timeout: string;
}

/** The variable that holds them, as JSON. */
export const cliSettingsVariable = 'LIQO_DOCTOR_SOAK';
