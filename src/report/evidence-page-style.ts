/** The style of a page of evidence: light and dark, screen and paper, and nothing that comes from elsewhere. */
export const evidencePageStyle = `
:root { color-scheme: light dark; --ink: #1b1f24; --muted: #57606a; --rule: #d5dbe1; --paper: #fff; --well: #f4f6f8; --edge: #8b96a2;
  --good: #116329; --bad: #b42318; --open: #8a5300; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --muted: #9ba6b2; --rule: #30373f; --paper: #0f1318; --well: #171d24;
  --edge: #6d7987; --good: #56d364; --bad: #ff8577; --open: #e5b04a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 40px 24px 64px; }
h1 { margin: 0; font-size: 30px; line-height: 1.2; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { margin: 0 0 6px; font-size: 20px; line-height: 1.3; }
p { margin: 0; max-width: 52em; }
.lead { margin-top: 6px; color: var(--muted); }
.code, pre { font: 13px/1.45 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
section { margin-top: 40px; }
.verdict { margin-top: 24px; padding: 14px 18px; border: 1px solid currentColor; border-left-width: 6px; border-radius: 6px; }
.verdict strong { display: block; font-size: 18px; }
.verdict ul { margin: 4px 0 0; padding-left: 1.2em; color: var(--ink); overflow-wrap: anywhere; }
.verdict p { color: var(--ink); }
.good { color: var(--good); }
.bad { color: var(--bad); }
.open { color: var(--open); }
.filter { display: flex; flex-wrap: wrap; gap: 12px 20px; align-items: end; margin: 8px 0 16px; }
label { display: grid; gap: 2px; font-size: 13px; color: var(--muted); }
.own { margin-top: 12px; }
input, select, textarea { font: inherit; font-size: 15px; color: var(--ink); background: var(--paper); border: 1px solid var(--edge);
  border-radius: 4px; padding: 5px 8px; min-width: 12em; max-width: 100%; }
select { max-width: 20em; }
textarea { width: 100%; font: 13px/1.45 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
output { color: var(--muted); padding-bottom: 6px; }
#compared { margin: 8px 0; padding-left: 1.2em; overflow-wrap: anywhere; }
#compared [data-verdict="same"] { color: var(--good); }
#compared [data-verdict="differs"] { color: var(--bad); }
.record { border-top: 1px solid var(--rule); padding: 8px 0; }
.record[hidden] { display: none; }
.record > summary { display: flex; flex-wrap: wrap; gap: 2px 14px; cursor: pointer; padding: 2px 0; overflow-wrap: anywhere; }
.record > summary::before { content: "▸"; color: var(--muted); width: 0.8em; }
.record[open] > summary::before { content: "▾"; }
summary::-webkit-details-marker { display: none; }
.place { font-weight: 600; min-width: 3em; }
.mark { font-weight: 600; color: var(--good); min-width: 5.2em; }
[data-verdict="altered"] > summary .mark, .faults { color: var(--bad); }
.faults { margin: 4px 0 8px; padding-left: 2.4em; font-weight: 600; }
.quiet { color: var(--muted); }
dl { margin: 6px 0 10px; display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 2px 16px; }
dt { color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; }
section > dl { max-width: 62em; gap: 8px 20px; }
section > dl > dt { color: var(--ink); font-weight: 600; }
section > dl > dd { color: var(--muted); }
.record > dl { padding-left: 1.4em; font-size: 14px; }
.record > .wide, .record > .bytes { margin-left: 1.4em; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 12px 6px 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; overflow-wrap: anywhere; min-width: 6.5em; }
thead th { color: var(--muted); font-size: 13px; font-weight: 500; }
tbody th { font-weight: 600; }
.record th:first-child { min-width: 2em; white-space: nowrap; }
tr[hidden] { display: none; }
tr[data-verdict="altered"] > * { color: var(--bad); font-weight: 600; border-bottom-color: var(--bad); }
details > summary { cursor: pointer; }
.bytes > summary { color: var(--muted); font-size: 13px; overflow-wrap: anywhere; }
.bytes p, section > details p { margin-top: 8px; color: var(--muted); font-size: 13px; }
pre { margin: 2px 0 8px; padding: 8px 10px; background: var(--well); border-radius: 4px; white-space: pre-wrap; max-height: 22em; overflow: auto; }
@media (max-width: 860px) { main { padding: 24px 16px 40px; } }
@media screen and (max-width: 560px) { .record > dl, section > dl { grid-template-columns: minmax(0, 1fr); gap: 0; } dd { margin-bottom: 6px; }
  .record > .wide, .record > .bytes, .record > dl { margin-left: 0; padding-left: 0; } table { min-width: 640px; } }
@media print {
  @page { margin: 14mm; }
  :root { color-scheme: light; --ink: #000; --muted: #444; --rule: #ccc; --paper: #fff; --well: #f2f2f2; --edge: #777; --good: #116329;
    --bad: #b42318; --open: #6b4100; }
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  section { margin-top: 24px; }
  .filter, .own, .bytes { display: none; }
  h2, summary, thead { break-after: avoid; }
  tr, .verdict { break-inside: avoid; }
  table, dl, .record > dl { font-size: 8.5pt; }
  thead th { font-size: 8pt; overflow-wrap: normal; }
  .wide { overflow: visible; }
}
`;
