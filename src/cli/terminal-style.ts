import { maximumWidth } from '../report/render-report.js';
import type { TerminalStream } from './shell.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether to colour what goes to a stream. In order: `--color` or `--no-color`, `NO_COLOR` when not empty,
 * `FORCE_COLOR` (`0` and `false` mean no), `TERM=dumb`, and whether the stream is a terminal.
 * SOURCE: no-color.org, force-color.org.
 */
export function decideColour(
  stream: Pick<TerminalStream, 'isTTY'>,
  env: Environment,
  flag: boolean | undefined,
): boolean {
  if (flag !== undefined) return flag;
  if (isSet(env['NO_COLOR'])) return false;
  const forced = env['FORCE_COLOR'];
  if (isSet(forced)) return forced !== '0' && forced !== 'false';
  return env['TERM'] !== 'dumb' && stream.isTTY === true;
}

/**
 * Whether to keep to ASCII: in a locale that is known not to be UTF-8, and on terminals without the glyphs.
 * SOURCE: POSIX.1-2017 Base Definitions 8.2, precedence of LC_ALL, LC_CTYPE and LANG.
 */
export function decideAscii(env: Environment): boolean {
  if (env['TERM'] === 'dumb' || env['TERM'] === 'linux') return true;
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(isSet);
  if (locale === undefined) return false;
  return !/utf-?8/iu.test(locale);
}

/** Columns to write in: those of the terminal, at most 100; 100 where there is none or it does not know. */
export function widthOf({ columns }: Pick<TerminalStream, 'columns'>): number {
  return columns === undefined || columns <= 0 ? maximumWidth : Math.min(columns, maximumWidth);
}

/** Whether a moving spinner may be drawn: on a terminal that knows its width, and neither in CI nor on a dumb one. */
export function mayAnimate(stream: Pick<TerminalStream, 'isTTY' | 'columns'>, env: Environment): boolean {
  return stream.isTTY === true && (stream.columns ?? 0) > 0 && !isSet(env['CI']) && env['TERM'] !== 'dumb';
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
