import type { Finding, FindingStatus } from '../model/finding.js';
import type { Report } from '../model/report.js';
import type { TextStyle } from './text-style.js';
import { paragraph } from './wrap.js';

/** Every finding with its status and reason, in report order. */
export function findingLines(report: Report, style: TextStyle): string[] {
  return report.findings.flatMap((finding) => {
    const reason = finding.reason === undefined ? '' : `: ${finding.reason}`;
    const place = [finding.service, finding.cluster].filter((each) => each !== undefined).join(' ');
    const where = place === '' ? '' : ` [${place}]`;
    const text = `${finding.code} ${finding.status}${where} ${finding.title}${reason}`;
    return paragraph(style.clean(text), style.width, { first: `${markOf(finding, style)} `, rest: '  ' });
  });
}

function markOf(finding: Finding, { paint, symbols }: TextStyle): string {
  const marks: Readonly<Record<FindingStatus, string>> = {
    pass: paint.good(symbols.pass),
    fail: paint.bad(symbols.fail),
    warn: paint.doubt(symbols.warning),
    skip: paint.faint(symbols.none),
    unknown: paint.doubt(symbols.unknown),
  };
  return marks[finding.status];
}
