/** The style of the page of seats: light and dark, screen and paper, and nothing that comes from elsewhere. */
export const seatsPageStyle = `
:root { color-scheme: light dark; --ink: #1b1f24; --muted: #57606a; --rule: #d5dbe1; --paper: #fff; --track: #eef1f4; --edge: #8b96a2;
  --used: #2b6a99; --over: #b42318; --warn: #8a5300; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --muted: #9ba6b2; --rule: #30373f; --paper: #0f1318; --track: #1c232b;
  --edge: #6d7987; --used: #62aee6; --over: #ff8577; --warn: #e5b04a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 40px 24px 64px; }
h1 { margin: 0; font-size: 30px; line-height: 1.2; letter-spacing: -0.01em; }
h2 { margin: 0 0 4px; font-size: 20px; line-height: 1.3; }
p { margin: 0; max-width: 46em; }
.lead { margin-top: 6px; color: var(--muted); }
.sums { margin: 20px 0 0; padding: 0; list-style: none; }
section { margin-top: 48px; }
.note, figcaption, caption { color: var(--muted); }
.two { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 12px 40px; align-items: start; margin-top: 12px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: 0 0 4px; font-size: 13px; }
th, td { padding: 6px 12px 6px 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-size: 13px; font-weight: 500; vertical-align: bottom; }
tbody th { font-weight: 600; }
tfoot th, tfoot td { border-bottom: 0; font-weight: 600; }
.n { text-align: right; white-space: nowrap; }
.over-quota, .unknown { color: var(--over); font-weight: 600; }
.full, .nearly-full { color: var(--warn); font-weight: 600; }
.same { color: var(--muted); }
.status { white-space: nowrap; }
.waste { margin-top: 20px; }
a { color: inherit; text-decoration-color: var(--edge); text-underline-offset: 3px; }
figure { margin: 0; }
figcaption { font-size: 13px; }
svg { display: block; max-width: 100%; }
.bar { margin: 4px 0; }
.trend { width: 100%; height: auto; }
.track { fill: var(--track); stroke: var(--edge); stroke-width: 1; }
.used { fill: var(--used); }
rect.over { fill: var(--over); }
.mark { fill: var(--ink); stroke: var(--paper); stroke-width: 1; }
.grid { stroke: var(--rule); stroke-width: 1; }
.tick, .label { font-size: 12px; fill: var(--muted); font-variant-numeric: tabular-nums; }
.label { fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
.strong { font-weight: 600; }
.line { fill: none; stroke: var(--used); stroke-width: 2; stroke-linejoin: round; }
.area { fill: var(--used); opacity: 0.1; }
.point { fill: var(--used); }
.quota { stroke: var(--ink); stroke-width: 1.25; stroke-dasharray: 2 3; }
.forecast { stroke: var(--used); stroke-width: 2; stroke-dasharray: 6 5; }
.out { fill: var(--paper); stroke: var(--over); stroke-width: 2; }
.months { table-layout: fixed; }
.months th:first-child { width: 4.2em; }
.months thead th { vertical-align: top; }
.months th, .months td { padding: 4px 6px 4px 0; text-align: right; font-size: 13px; }
.months tbody th { text-align: left; font-weight: 500; color: var(--muted); }
dl { margin: 8px 0 0; max-width: 60em; }
dt { font-weight: 600; margin-top: 10px; }
dd { margin: 0; color: var(--muted); }
@media (max-width: 860px) { main { padding: 24px 16px 40px; } .two { grid-template-columns: minmax(0, 1fr); } }
@media screen and (max-width: 860px) { .broad { font-size: 13px; } .broad th, .broad td { padding-right: 8px; } }
@media screen and (max-width: 560px) { .broad { min-width: 660px; } th, td { padding-right: 8px; } .bar { width: 56px; max-width: none; } .months { min-width: 520px; } .trend .tick, .trend .label { font-size: 17px; } }
@media print {
  @page { margin: 14mm; }
  :root { color-scheme: light; --ink: #000; --muted: #444; --rule: #ccc; --paper: #fff; --track: #f2f2f2; --edge: #777; --used: #2b6a99;
    --over: #b42318; --warn: #6b4100; }
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  section { margin-top: 28px; }
  h2, caption, thead { break-after: avoid; }
  table, .months th, .months td, figcaption { font-size: 8.5pt; }
  th, td { padding: 4px 8px 4px 0; }
  thead th { font-size: 8pt; }
  .wide { overflow: visible; }
  .pool, tr, figure { break-inside: avoid; }
  svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
