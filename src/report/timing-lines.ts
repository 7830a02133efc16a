import { sides } from '../model/peering.js';
import type { Report } from '../model/report.js';
import { milliseconds } from './milliseconds.js';
import type { TextStyle } from './text-style.js';
import { paragraph } from './wrap.js';

/** How long the run and its stages took, and the pods to start in each cluster. */
export function timingLines({ timing }: Report, style: TextStyle): string[] {
  const total = `Started at ${timing.startedAt}, took ${milliseconds(timing.durationMs)}`;
  const { podStarts } = timing;
  const lines = [
    `${[total, ...durations(timing.stages)].join(', ')}.`,
    ...(podStarts === undefined ? [] : sides.flatMap((side) => startLines(side, podStarts[side]))),
  ];
  return lines.flatMap((line) => paragraph(style.clean(line), style.width));
}

function startLines(side: string, starts: Measured): string[] {
  const named = durations(starts);
  return named.length === 0
    ? []
    : [`Pods of the ${side} cluster told of themselves after: ${named.join(', ')}.`];
}

type Measured = Readonly<Record<string, number | undefined>>;

function durations(measured: Measured): string[] {
  return Object.entries(measured).flatMap(([name, ms]) =>
    ms === undefined ? [] : `${name} ${milliseconds(ms)}`,
  );
}
