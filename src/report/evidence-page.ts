import type { Evidence } from "../model/evidence.ts";
import { evidencePageStyle } from "./evidence-page-style.ts";
import { type Html, html } from "./html.ts";
import { pageHead } from "./page-head.ts";

/**
 * Records of a ledger as one page that checks itself and needs nothing else: nothing is fetched, and nothing runs but the script given.
 * What the page shows is made from the bytes that the script checked. `digest` gives the SHA-256 of a text in base64, by which the
 * page's own policy admits its style and its script and nothing more.
 */
export function evidencePage(evidence: Evidence, script: string, digest: (text: string) => string): string {
  const { organization, origin, made, records } = evidence;
  const [first, last] = [records[0]?.sequence ?? 0, records.at(-1)?.sequence ?? 0];
  const head = pageHead(
    { title: `Evidence of access changes at ${organization}`, style: evidencePageStyle, script },
    digest,
  );
  const { html: text } = html`${head}
<body>
<main>
<header>
<h1>Access changes at ${organization}</h1>
<p class="lead">Records ${first} to ${last} of the ledger <span class="code">${origin}</span>${first > 1 ? `; the ${first - 1} before them are not on this page` : ""}. Put together ${made.slice(0, 16).replace("T", " ")} UTC.</p>
</header>
<div id="verdict" class="verdict open" role="status" data-verdict="unchecked"><strong>Not checked yet</strong><p>This page checks itself with a script of its own. Where scripts do not run it shows and proves nothing.</p></div>
${trustSection(evidence)}
<section><h2>Changes</h2>
<div class="filter">
<label>Person or account<input id="who" type="search" autocomplete="off"></label>
<label>Application<select id="application"><option value="">all</option></select></label>
<label>Kind<select id="kind"><option value="">all</option></select></label>
<output id="shown" for="who application kind"></output>
</div>
<div id="records"></div>
</section>
${readingSection()}
</main>
<script type="application/json" id="evidence">${dataBlock(evidence)}</script>
${{ html: `<script>${script}</script>` }}
</body>
</html>
`;
  return text;
}

/** JSON that ends no script element, whatever is in it. */
function dataBlock(evidence: Evidence): Html {
  return { html: JSON.stringify(evidence).replaceAll("<", "\\u003c") };
}

function trustSection({ signers, checkpoint, allowedSigners }: Evidence): Html {
  const rows = signers.map(
    ({ principal, key, after, before }) =>
      html`<tr><th scope="row">${principal}</th><td>${instantWords(after, "the beginning")}</td><td>${instantWords(before, "further notice")}</td><td class="code">${key}</td></tr>
`,
  );
  return html`<section><h2>Compare it with what you trust</h2>
<p>A page that brings its own keys and its own checkpoint can prove only that its parts belong together. Whoever made it could have made all of them.
Paste what you got <em>by another way</em>: the fingerprint of the signing key (<span class="code">SHA256:…</span>) or the key itself, a checkpoint of this ledger, or the line that <span class="code">rollcall audit verify</span> printed for you.</p>
<label class="own">What you trust<textarea id="own" rows="4" spellcheck="false" autocomplete="off"></textarea></label>
<ul id="compared" aria-live="polite"></ul>
<details><summary>Signers and checkpoint as this page was given them</summary>
<div class="wide"><table aria-label="Signers"><thead><tr><th scope="col">Signer</th><th scope="col">From</th><th scope="col">Until</th><th scope="col">Public key</th></tr></thead><tbody>
${rows}</tbody></table></div>
<p>allowed_signers</p><pre tabindex="0">${linesOf(allowedSigners)}</pre>
<p>checkpoint</p><pre tabindex="0">${linesOf(checkpoint)}</pre>
</details></section>
`;
}

function linesOf(text: string): readonly Html[] {
  return text.split("\n").map(
    (line) => html`${line}
`,
  );
}

function instantWords(milliseconds: number | null, always: string): string {
  return milliseconds === null ? always : new Date(milliseconds).toISOString().slice(0, 16).replace("T", " ");
}

function readingSection(): Html {
  return html`<section><h2>What is checked, and what is not</h2><dl>
<dt>Every record</dt><dd>Its manifest is in canonical form; two signatures over it hold (SSH and DSSE) by one key, which may sign at that time; it names this ledger, its place, and the manifest before it; its time is not before that one’s.</dd>
<dt>Every change</dt><dd>Number, length, SHA-256 and Merkle root of the changes are those in the signed manifest; so is the SHA-256 of the basis.</dd>
<dt>The checkpoint</dt><dd>Its signature holds, by a key that may sign the ledger; all records here lie under its root; cosignatures of witnesses hold.</dd>
<dt>Not checked</dt><dd>Records that are not on this page; commits, and what else <span class="code">rollcall audit verify</span> asks of the whole ledger; whether a key that signs for a time in the past was stolen since: a checkpoint that you kept tells. And the script itself: whoever can alter this file can alter that too, so take the file from somebody you trust, or check single records with <span class="code">rollcall audit check</span>.</dd>
<dt>Values</dt><dd>Personal values stand here as salted digests, or encrypted, as they do in the ledger.</dd>
</dl></section>
`;
}
