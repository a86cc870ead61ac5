/** The style of pages that answer auditors: light and dark, screen and paper, and nothing that comes from elsewhere. */
export const auditPageStyle = `
:root { color-scheme: light dark; --ink: #1b1f24; --muted: #57606a; --rule: #d5dbe1; --paper: #fff; --good: #1a7f37; --bad: #b42318; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --muted: #9ba6b2; --rule: #30373f; --paper: #0f1318; --good: #4ac26b;
  --bad: #ff8577; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif; }
main { max-width: 1280px; margin: 0 auto; padding: 40px 24px 64px; }
h1 { margin: 0; font-size: 28px; line-height: 1.2; letter-spacing: -0.01em; }
h2 { margin: 0 0 4px; font-size: 19px; line-height: 1.3; }
p { margin: 0; max-width: 60em; overflow-wrap: anywhere; }
p + p { margin-top: 4px; }
.lead, .unknown, .none, caption { color: var(--muted); }
.lead { margin-top: 6px; }
.said { margin-top: 20px; }
.said p:first-child { font-size: 18px; font-weight: 600; }
.good { color: var(--good); }
.bad { color: var(--bad); }
section { margin-top: 36px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { padding: 5px 16px 5px 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; }
.l { overflow-wrap: anywhere; min-width: 14em; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-weight: 500; vertical-align: bottom; }
.n { text-align: right; white-space: nowrap; }
.t { white-space: nowrap; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 20px; margin: 8px 0 0; font-size: 13px; }
dt { color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; }
ul { margin: 8px 0 0; padding-left: 20px; max-width: 60em; }
a { color: inherit; text-underline-offset: 3px; }
@media (max-width: 700px) { main { padding: 24px 16px 40px; } dl { grid-template-columns: 1fr; } dd { margin-bottom: 6px; } }
@media print {
  @page { margin: 12mm; size: A4 landscape; }
  :root { color-scheme: light; --ink: #000; --muted: #444; --rule: #ccc; --paper: #fff; --good: #000; --bad: #000; }
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  h2, caption, thead { break-after: avoid; }
  table, dl { font-size: 8pt; }
  th, td { padding: 3px 8px 3px 0; }
  .detail { display: none; }
  .wide { overflow: visible; }
  tr { break-inside: avoid; }
}
`;
