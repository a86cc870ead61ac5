import type { AuditCell, AuditColumn, AuditReport, AuditTable, LedgerExtent } from "../model/audit-report.ts";
import { auditPageStyle } from "./audit-page-style.ts";
import { cellWords, periodWords } from "./audit-text.ts";
import { type Html, html, nothing } from "./html.ts";
import { type Base64Digest, pageHead } from "./page-head.ts";

/** An answer of the ledger as one page that needs nothing else: no script, nothing fetched. */
export function auditPage(report: AuditReport, digest: Base64Digest): string {
  return wholePage(
    `${report.title}: ${report.organization}`,
    html`<header>
<h1>${report.title}</h1>
<p class="lead">${report.organization}, ${periodWords(report.period)}. Asked at ${report.at}.</p>
</header>
${answerOf(report)}
${report.tables.map(tableSection)}
${unknownSection(report)}${extentSection(report)}`,
    digest,
  );
}

/** A page around a body. */
export function wholePage(title: string, body: Html, digest: Base64Digest): string {
  const head = pageHead({ title: title, style: auditPageStyle }, digest);
  const { html: text } = html`${head}
<body>
<main>
${body}
</main>
</body>
</html>
`;
  return text;
}

function answerOf({ said, exceptions }: AuditReport): Html {
  const [first = "", ...others] = said;
  return html`<div class="said"><p class="${exceptions === 0 ? "good" : "bad"}">${first}</p>${others.map((each) => html`<p>${each}</p>`)}</div>`;
}

function tableSection({ title, columns, rows }: AuditTable): Html {
  if (rows.length === 0)
    return html`<section><h2>${title}</h2><p class="none">None.</p></section>
`;
  const head = columns.map((column) => html`<th scope="col" class="${classOf(column, null)}">${column.title}</th>`);
  return html`<section><h2>${title}</h2><div class="wide"><table><thead><tr>${head}</tr></thead><tbody>
${rows.map(
  (row) => html`<tr>${columns.map((column, index) => cellOf(column, row[index] ?? null))}</tr>
`,
)}</tbody></table></div></section>
`;
}

function cellOf(column: AuditColumn, cell: AuditCell): Html {
  return html`<td class="${classOf(column, cell)}">${cellWords(cell)}</td>`;
}

/** A time is never broken over two lines, and a digest wherever there is no room. */
function classOf({ kind, isDetail }: AuditColumn, cell: AuditCell): string {
  const isTime = typeof cell === "string" && /^\d{4}-\d{2}-\d{2}T[\d:]{8}Z$/.test(cell);
  const isLong = typeof cell === "string" && /\S{36}/.test(cell);
  return [kind === "number" ? "n" : isTime ? "t" : isLong ? "l" : "", isDetail ? "detail" : ""]
    .filter(Boolean)
    .join(" ");
}

function unknownSection({ unknown }: AuditReport): Html {
  if (unknown.length === 0) return nothing;
  return html`<section><h2>What the ledger cannot know</h2><ul class="unknown">${unknown.map((each) => html`<li>${each}</li>`)}</ul></section>
`;
}

function extentSection({ extent, asked }: AuditReport): Html {
  const rows = [...Object.entries(asked), ...extentRows(extent)];
  const pairs = rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`);
  return html`<section><h2>Where it comes from</h2><dl>${pairs}</dl></section>
`;
}

/** Which records an answer comes from, in pairs of words. */
export function extentRows(extent: LedgerExtent): readonly (readonly [name: string, value: string])[] {
  const { origin, first, last, records, entries, size, root, checkpoint, gaps, head } = extent;
  return [
    ["ledger", origin ?? "none"],
    [
      "records",
      first === null || last === null
        ? "none"
        : `${first.sequence} to ${last.sequence} (${records}), ${entries} entries`,
    ],
    ...(first === null
      ? []
      : [["first manifest", first.digest] as const, ["before it", first.prev ?? "nothing"] as const]),
    ...(last === null ? [] : [["last manifest", last.digest] as const, ["last commit", last.commit] as const]),
    ["tree", `${size} records, root ${root}`],
    ["checkpoint", checkpoint],
    ["gaps", gaps.length === 0 ? "none" : gaps.map(({ after, why }) => `${why} after ${after}`).join(", ")],
    ["newest record", head === null ? "none" : `${head.sequence}, recorded ${head.recorded}`],
  ];
}
