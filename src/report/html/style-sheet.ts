/** The look of a report as HTML: light and dark, from telephones to paper. Contrasts are at least 4.5:1 (WCAG 2.2 AA). */
export const styleSheet = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b2430; --faint: #56616f; --line: #cfd6de; --raised: #f3f5f8;
  --good: #0b6b3a; --bad: #b3141d; --doubt: #855800;
  --good-tint: #e4f4ea; --bad-tint: #fdeaea; --doubt-tint: #fdf3dc;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #10151c; --ink: #e6ebf1; --faint: #a3afbd; --line: #38434f; --raised: #1a212b;
    --good: #5fd394; --bad: #ff8b8b; --doubt: #f0bd55;
    --good-tint: #12301f; --bad-tint: #3a1719; --doubt-tint: #33270c;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 66rem; margin: 0 auto; padding: 1rem; }
header { padding: 1rem 1.25rem; border-radius: 8px; border-left: 8px solid; }
header.ready { background: var(--good-tint); border-color: var(--good); }
header.not-ready { background: var(--bad-tint); border-color: var(--bad); }
header.undetermined { background: var(--doubt-tint); border-color: var(--doubt); }
header h1 { margin: 0; font-size: 1.35rem; line-height: 1.35; }
header p { margin: .5rem 0 0; }
a { color: inherit; }
h2 { margin: 2rem 0 .75rem; font-size: 1.15rem; }
h3 { margin: 0 0 .5rem; font-size: 1.05rem; }
h4 { margin: .75rem 0 .25rem; font-size: 1rem; }
p { margin: .5rem 0; overflow-wrap: anywhere; }
.picture { display: block; width: 100%; height: auto; margin: 1.25rem 0 0; font-family: system-ui, sans-serif; }
.picture.narrow { display: none; }
.picture text { fill: var(--ink); }
.picture .name { font-weight: 600; }
.picture .place, .picture .between { fill: var(--faint); }
.picture .cluster { fill: var(--raised); stroke: var(--line); }
.picture .edge { fill: var(--paper); stroke: var(--line); stroke-dasharray: 4 3; }
.picture .edge.nat { stroke: var(--faint); stroke-dasharray: none; }
.picture .upright { fill: var(--faint); stroke: var(--paper); stroke-width: 4; paint-order: stroke; }
.picture .way { stroke: currentColor; stroke-width: 2.5; fill: none; }
.picture .cut { stroke: currentColor; stroke-width: 2; stroke-dasharray: 2 6; fill: none; }
.picture .head { fill: currentColor; }
.picture .mark { fill: var(--paper); stroke: currentColor; stroke-width: 2.5; }
.picture .sign { fill: currentColor; font-weight: 700; }
.lane.works, .status.met { color: var(--good); }
.lane.blocked, .status.unmet { color: var(--bad); }
.lane.unknown, .status.unknown, .status.skipped { color: var(--doubt); }
.lane.unneeded, .status.not-applicable { color: var(--faint); }
.status { font-weight: 600; white-space: nowrap; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .45rem .75rem .45rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { color: var(--faint); font-weight: 600; }
section > table th, .from-to { white-space: nowrap; }
td.address { min-width: 19.5rem; overflow-wrap: anywhere; }
.steps { padding-left: 1.5rem; }
.steps > li { margin-bottom: 1.75rem; }
.more { color: var(--faint); }
.note { padding: .25rem 0 .25rem .9rem; margin: .75rem 0; border-left: 4px solid var(--doubt); }
.note.fail { border-color: var(--bad); }
.disruptive { color: var(--doubt); font-weight: 600; }
pre { position: relative; margin: .5rem 0; padding: .7rem 5.5rem .7rem .9rem; background: var(--raised);
  border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font: .9em/1.45 ui-monospace, monospace; }
pre span { display: inline-block; max-width: 100%; }
pre button { position: absolute; top: .35rem; right: .35rem; padding: .25rem .7rem; font: inherit; font-size: .85rem;
  color: var(--ink); background: var(--paper); border: 1px solid var(--faint); border-radius: 5px; cursor: pointer; }
:focus-visible { outline: 3px solid #3b7dd8; outline-offset: 2px; }
details { margin: .5rem 0; }
summary { cursor: pointer; padding: .25rem 0; }
.scroll { overflow-x: auto; }
.probes { font-size: .85rem; }
.evidence li { overflow-wrap: anywhere; }
footer { margin-top: 2rem; color: var(--faint); font-size: .9rem; }
@media (max-width: 60rem) {
  section > table thead { display: none; }
  section > table, section > table tbody, section > table tr, section > table td, section > table th { display: block; }
  section > table tr { padding: .6rem 0; border-bottom: 1px solid var(--line); }
  section > table th, section > table td { border: 0; padding: .1rem 0; min-width: 0; }
  section > table td::before { content: attr(data-label) ": "; color: var(--faint); font-weight: 400; }
}
@media (max-width: 46rem) {
  .picture.wide { display: none; }
  .picture.narrow { display: block; }
  .steps { padding-left: 1.2rem; }
}
@media print {
  :root { color-scheme: light; --paper: #fff; --ink: #000; --faint: #444; --line: #bbb; --raised: #f4f4f4; }
  pre button { display: none; }
  pre { padding-right: .9rem; }
  details::details-content { content-visibility: visible; height: auto; }
  header, pre, .note, tr { break-inside: avoid; }
}
`;
