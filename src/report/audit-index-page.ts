import type { AuditReport } from "../model/audit-report.ts";
import { extentRows, wholePage } from "./audit-page.ts";
import { periodWords } from "./audit-text.ts";
import { html } from "./html.ts";
import type { Base64Digest } from "./page-head.ts";

/** The first page of a period's answers, with the files that hold each of them. */
export function auditIndexPage(
  reports: readonly AuditReport[],
  filesOf: (report: AuditReport) => readonly string[],
  digest: Base64Digest,
): string {
  const [any] = reports;
  if (any === undefined) return wholePage("Nothing was asked", html`<p>Nothing was asked.</p>`, digest);
  const rows = reports.map((report) => {
    const { title, said, exceptions, question } = report;
    const links = filesOf(report).map((name) => html`<a href="${name}">${name.slice(question.length + 1)}</a> `);
    return html`<tr><th scope="row">${title}</th><td>${said[0] ?? ""}</td><td class="n ${exceptions === 0 ? "good" : "bad"}">${exceptions}</td><td>${links}</td></tr>
`;
  });
  const proof = extentRows(any.extent).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`);
  return wholePage(
    `Audit of ${any.organization}`,
    html`<header>
<h1>Audit</h1>
<p class="lead">${any.organization}, ${periodWords(any.period)}. Asked at ${any.at} of the ledger, which was verified first.</p>
</header>
<section><div class="wide"><table><thead><tr><th scope="col">Question</th><th scope="col">Answer</th><th scope="col" class="n">To look at</th><th scope="col">Files</th></tr></thead><tbody>
${rows}</tbody></table></div></section>
<section><h2>Where it comes from</h2><dl>${proof}</dl></section>
<section><p class="none">SHA256SUMS has the digest of every file here: sha256sum --check SHA256SUMS.</p></section>`,
    digest,
  );
}
