import { StringDecoder } from 'node:string_decoder';

/** The longest line that is handed on, in bytes; the rest of a longer one is dropped. */
const maxLineBytes = 64 * 1024;

const newline = 0x0a;

/** Cuts a byte stream into lines. */
export interface LineCutter {
  push(chunk: Buffer): void;
  /** Hands on what stands after the last newline: only when the stream ended properly. */
  end(): void;
}

/** A cutter that hands on each line as soon as its newline is there, without it, and otherwise untouched. */
export function createLineCutter(onLine: (line: string) => void): LineCutter {
  let pieces: Buffer[] = [];
  let size = 0;

  const add = (piece: Buffer): void => {
    const kept = piece.subarray(0, maxLineBytes - size);
    if (kept.length === 0) return;
    pieces.push(kept);
    size += kept.length;
  };
  const flush = (): void => {
    // A decoder, because a line that was cut may end within a character.
    const line = new StringDecoder('utf8').write(Buffer.concat(pieces));
    pieces = [];
    size = 0;
    onLine(line);
  };

  return {
    push: (chunk) => {
      let start = 0;
      for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, start)) {
        add(chunk.subarray(start, at));
        flush();
        start = at + 1;
      }
      add(chunk.subarray(start));
    },
    end: () => {
      if (size > 0) flush();
    },
  };
}
