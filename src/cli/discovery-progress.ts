import type { FoundCluster } from '../model/discovery.js';
import { foundLine } from '../report/discovery-text.js';
import { printable } from '../report/printable.js';
import type { TerminalStream } from './shell.js';

/** More lines than this of one run come from a flood. */
const lineLimit = 500;

/** Tells on stderr, line by line, what a discovery finds while it looks. */
export class DiscoveryProgress {
  readonly #stream: TerminalStream;
  readonly #shown = new Map<string, string>();
  readonly #startedAt = performance.now();
  #lines = 0;
  #last = '';

  constructor(stream: TerminalStream) {
    this.#stream = stream;
  }

  /** What it is waiting for, once each. */
  readonly tell = (text: string): void => {
    if (text !== this.#last) this.#write(text);
    this.#last = text;
  };

  /** The clusters known so far: those of which something new is to be said are told. */
  readonly found = (clusters: readonly FoundCluster[]): void => {
    for (const cluster of clusters) {
      // Which of its addresses answered first is no news.
      const line = foundLine(cluster);
      const news = cluster.status === 'verified' ? `verified ${cluster.interfaces.join()}` : line;
      const subject = `${cluster.from ?? ''} ${cluster.announcedAs}`;
      if (this.#shown.get(subject) === news) continue;
      this.#shown.set(subject, news);
      const seconds = ((performance.now() - this.#startedAt) / 1000).toFixed(2);
      this.#write(`${seconds} s  ${line}`);
    }
  };

  #write(line: string): void {
    this.#lines += 1;
    if (this.#lines <= lineLimit) this.#stream.write(`${printable(line)}\n`);
    if (this.#lines === lineLimit) this.#stream.write('no more is shown while it looks\n');
  }
}
