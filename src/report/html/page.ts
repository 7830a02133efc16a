import type { RunError } from '../../model/report.js';
import type { Report } from '../../model/report.js';
import { answerSentence, scenarioSentence } from '../answer.js';
import { type Content, type Markup, markup, Markup as Piece } from '../markup.js';
import { pictureOf } from '../picture.js';
import { copyScript } from './copy-script.js';
import { drawPicture } from './drawing.js';
import { evidenceSections } from './evidence.js';
import { requirementTable } from './requirement-table.js';
import { adviceSections, wayToAdvice } from './advice.js';
import { styleSheet } from './style-sheet.js';

const verdictWords = { ready: 'Ready', 'not-ready': 'Not ready', undetermined: 'Undetermined' } as const;

/**
 * A report as one HTML document that needs nothing else: the answer, a picture of the connections, the requirements, what
 * to do with lines to copy, and the evidence folded below. It loads nothing, and its content security policy forbids it to.
 */
export function renderHtml(report: Report): string {
  const answer = answerSentence(report);
  const content = markup`<header class="${report.verdict}">
<h1>${answer}</h1>
<p>${scenarioSentence(report)}</p>
${wayToAdvice(report)}
</header>
<section aria-label="Connections">${drawPicture(pictureOf(report))}</section>
${requirementTable(report)}
${adviceSections(report)}
${evidenceSections(report)}
<footer><p>liqo-doctor, ${report.timing.startedAt}</p></footer>`;
  return documentOf(`${verdictWords[report.verdict]}: liqo-doctor`, content);
}

/** Why there is no report, as a document of the same kind. */
export function renderRunErrorHtml({ code, message }: Pick<RunError, 'code' | 'message'>): string {
  return documentOf(
    'No report: liqo-doctor',
    markup`<header class="not-ready"><h1>No report: ${message}</h1><p>${code}</p></header>`,
  );
}

function documentOf(title: string, content: Content): string {
  const style = new Piece(styleSheet);
  const script = new Piece(copyScript);
  const page: Markup = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
${content}
</main>
<script>${script}</script>
</body>
</html>
`;
  return page.text;
}
