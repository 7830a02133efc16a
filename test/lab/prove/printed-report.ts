import type { Report } from '../../../src/model/report.js';
import { renderText } from '../../../src/report/text.js';
import type { PrintedReport, PrintedStep, PrintedWay } from './printed-words.js';
import { NotUnderstood, readPrinted } from './printed-words.js';
import type { Side } from '../../../src/model/peering.js';

/** How a report becomes text. */
export type Print = (report: Report) => string;

/** As `liqo-doctor check` writes it into a pipe. */
export const intoPipe: Print = (report) =>
  renderText(report, { width: 100, colour: false, ascii: false, verbose: false });

/** What a person reads of a report. */
export function readReport(report: Report, print: Print): PrintedReport {
  const printed = readPrinted(print(report));
  if (printed.verdict !== report.verdict) throw new NotUnderstood(`the verdict reads ${printed.verdict}`);
  return printed;
}

/** The way that is taken of a step: the one that makes the gateway of a cluster reachable, where there are two. */
export function wayOf(
  step: PrintedStep,
  preferred: Side,
  { clusters }: PrintedReport,
): PrintedWay | undefined {
  const isPreferred = ({ heading = '' }: PrintedWay): boolean =>
    Object.entries(clusters).some(([name, side]) => side === preferred && heading.endsWith(` of ${name}`));
  return step.ways.find(isPreferred) ?? step.ways[0];
}
