import type { Need, ReleaseRow } from '../liqo/matrix-row.js';
import type { PeeringIntent, ScenarioId } from '../model/peering.js';
import { reportApiVersion } from '../model/report.js';
import { acceptedText } from './accepted-exposures.js';
import { renderJson } from './json.js';
import { shortServiceNames } from './report-names.js';
import { type Cell, layoutTable } from './table.js';
import type { TextOptions, TextStyle } from './text-style.js';
import { createTextStyle } from './text-style.js';
import { joinLines } from './text.js';
import { paragraph } from './wrap.js';

/** One scenario of the requirement matrix, as one release of Liqo has it. */
export interface ScenarioMatrix {
  readonly scenario: ScenarioId;
  /** Who A and B are. */
  readonly situation: string;
  readonly rows: readonly ReleaseRow[];
}

/** What is to be printed of the requirement matrix. */
export interface Matrix {
  /** Such as `v1.2.0`. */
  readonly liqoVersion: string;
  readonly peering: PeeringIntent['peering'];
  readonly scenarios: readonly ScenarioMatrix[];
}

const needs: Readonly<Record<Need, string>> = {
  both: 'of both',
  provider: 'of the provider',
  'one-of-two': 'of one of the two',
  none: 'not needed',
};

/** The matrix for people: a table per scenario; the reasons of the cells when there is but one scenario. */
export function renderMatrixText(matrix: Matrix, options: TextOptions): string {
  const style = createTextStyle(options);
  const { liqoVersion, peering, scenarios } = matrix;
  const title = `How services must be exposed for Liqo ${liqoVersion}, ${peering} peering`;
  return joinLines([
    ...paragraph(style.clean(title), style.width).map(style.paint.strong),
    ...scenarios.flatMap((scenario) => [
      '',
      style.paint.strong(scenario.scenario),
      ...paragraph(style.clean(scenario.situation), style.width),
      '',
      ...rowLines(scenario.rows, style),
      ...(scenarios.length === 1 ? reasonLines(scenario.rows, style) : []),
    ]),
    '',
    ...paragraph(style.clean(footnote(matrix)), style.width),
  ]);
}

function footnote({ scenarios }: Matrix): string {
  const decides =
    'What a check sees decides: a service that is reached through another exposure counts as met, with a warning.';
  return scenarios.length === 1 ? decides : `${decides} Name a scenario to see the reasons.`;
}

/** A table, or where the terminal is too narrow for it, a list. */
function rowLines(rows: readonly ReleaseRow[], style: TextStyle): string[] {
  const head = ['SERVICE', 'CLUSTER A', 'CLUSTER B', 'NEEDED'].map((text): Cell => ({
    text,
    unbroken: true,
    paint: style.paint.faint,
  }));
  const cells = rows.map((row): Cell[] => [
    { text: shortServiceNames[row.service], unbroken: true },
    { text: acceptedText(row.a.accepted) },
    { text: acceptedText(row.b.accepted) },
    { text: needs[row.need] },
  ]);
  const table = layoutTable(head, cells, style.width);
  return table?.flat() ?? rows.flatMap((row) => listed(row, style));
}

function listed({ service, need, a, b }: ReleaseRow, style: TextStyle): string[] {
  const indent = { first: '  ', rest: '    ' };
  const cells = [`A: ${acceptedText(a.accepted)}`, `B: ${acceptedText(b.accepted)}`];
  return [
    ...paragraph(`${shortServiceNames[service]}, ${needs[need]}:`, style.width),
    ...cells.flatMap((text) => paragraph(text, style.width, indent)),
  ];
}

function reasonLines(rows: readonly ReleaseRow[], style: TextStyle): string[] {
  const indent = { first: '  ', rest: '  ' };
  return rows.flatMap(({ service, reason, a, b }) => {
    const cells = a === b ? [`A and B: ${a.rationale}`] : [`A: ${a.rationale}`, `B: ${b.rationale}`];
    return [
      '',
      style.paint.strong(shortServiceNames[service]),
      ...[reason, ...cells].flatMap((text) => paragraph(style.clean(text), style.width, indent)),
    ];
  });
}

/** The matrix as one JSON document. */
export function renderMatrixJson(matrix: Matrix): string {
  return renderJson({ apiVersion: reportApiVersion, kind: 'RequirementMatrix', ...matrix });
}
