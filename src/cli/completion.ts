import type { CompletionOptions } from './completion-options.js';
import { completionScript } from './completion/scripts.js';
import type { Session } from './session.js';

/** `liqo-doctor completion <shell>`: prints the script that a shell loads. Gives the exit code. */
export async function completion({ shell }: CompletionOptions, { writer }: Session): Promise<number> {
  await writer.result(completionScript(shell));
  return 0;
}
