/** What a program in a container reads and writes, and how it ends. */
export interface ProgramStreams {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly exit: (code: number) => void;
}

/** A program that has been started: it gets its input, and learns when there will be no more. */
export interface RunningProgram {
  readonly input: (text: string) => void;
  readonly endOfInput: () => void;
}

/** Starts a command in a container. */
export type StartProgram = (command: readonly string[], streams: ProgramStreams) => RunningProgram;

/** What can be run in the pods that are no processes of their own, by the UID of the pod. */
export class PodPrograms {
  readonly #programs = new Map<string, StartProgram>();

  /** From now on, commands in this pod are started so. */
  install(podUid: string, start: StartProgram): void {
    this.#programs.set(podUid, start);
  }

  /** How commands are started in a pod; `undefined` when none can be. */
  of(podUid: string): StartProgram | undefined {
    return this.#programs.get(podUid);
  }
}
