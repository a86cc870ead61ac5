import type { Evidence } from "../../model/evidence.ts";
import type { HeadVerdict } from "./check-head.ts";
import type { RecordVerdict } from "./check-records.ts";
import type { Comparison } from "./hold-against.ts";
import type { PageDocument, PageElement, PaintedRecord, paintRecord } from "./paint-record.ts";

/** What a page is made alive with. */
interface PageParts {
  readonly document: PageDocument;
  /** Calls back before the page is printed. */
  readonly beforePrint: (open: () => void) => void;
  readonly paintRecord: typeof paintRecord;
  readonly check: (evidence: Evidence) => Promise<Checked>;
  readonly compare: (text: string, evidence: Evidence, checked: Checked) => Promise<readonly Comparison[]>;
}

/** What was found out about the evidence. */
interface Checked {
  readonly records: readonly RecordVerdict[];
  readonly head: HeadVerdict;
  /** Algorithms that the browser does not have. */
  readonly missing: readonly string[];
}

/** Checks the evidence that lies in the page and shows it. The functions of this module need nothing but each other. */
async function startPage(parts: PageParts): Promise<void> {
  const { document } = parts;
  const verdict = byId(document, "verdict");
  try {
    const evidence: Evidence = JSON.parse(byId(document, "evidence").textContent ?? "");
    const checked = await parts.check(evidence);
    const records = evidence.records.flatMap((record, index) => {
      const found = checked.records[index];
      return found === undefined ? [] : [parts.paintRecord(document, record, found)];
    });
    byId(document, "records").replaceChildren(...records.map(({ element }) => element));
    const all = records.flatMap(({ entries }) => entries).length;
    for (const { element } of records) element.open = all <= 100;
    parts.beforePrint(() => {
      for (const { element } of records) element.open = true;
    });
    paintVerdict(document, evidence, { checked, compared: [] });
    startFilter(document, records);
    startComparing(parts, evidence, checked);
  } catch (error) {
    verdict.className = "verdict bad";
    verdict.setAttribute("data-verdict", "altered");
    verdict.textContent = `This page is damaged: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function byId(document: PageDocument, id: string): PageElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`nothing is called ${id}`);
  return found;
}

function tagged(document: PageDocument, tag: string, text: string): PageElement {
  const element = document.createElement(tag);
  element.append(text);
  return element;
}

/** Everything that does not hold, a line each, with the place in front. */
function faultLines({ records, head }: Checked): readonly string[] {
  return [
    ...records.flatMap(({ sequence, faults, altered }) => [
      ...faults.map((fault) => `Record ${sequence}: ${fault}`),
      ...altered.map((index) => `Record ${sequence}, entry ${index + 1}: altered`),
    ]),
    ...head.faults.map((fault) => `Checkpoint: ${fault}`),
  ];
}

function paintVerdict(
  document: PageDocument,
  evidence: Evidence,
  { checked, compared }: { readonly checked: Checked; readonly compared: readonly Comparison[] },
): void {
  const faults = faultLines(checked);
  const doubts = doubtLines(checked, compared);
  const isStrange = compared.some(({ verdict }) => verdict === "differs");
  const isVouched = compared.some(({ verdict }) => verdict === "same");
  const isAltered = (faults.length > 0 && checked.missing.length === 0) || isStrange;
  const kind = isAltered ? "altered" : doubts.length > 0 ? "unknown" : "holds";
  const titles = {
    altered: faults.length > 0 ? "Does not hold" : "Is not what you trust",
    unknown: checked.missing.length > 0 ? "Cannot be checked in this browser" : "Counts only under what you kept",
    holds: isVouched ? "Holds, and agrees with what you brought" : "Holds together",
  };
  const consistency = isVouched ? [] : ["That proves consistency only: compare it below with what you trust."];
  const lines = { altered: faults, unknown: doubts, holds: [sumLine(evidence, checked), ...consistency] }[kind];
  const element = byId(document, "verdict");
  element.setAttribute("data-verdict", kind);
  element.className = `verdict ${{ altered: "bad", unknown: "open", holds: "good" }[kind]}`;
  const shown = lines.slice(0, 20).map((line) => tagged(document, "li", line));
  const rest = lines.length > 20 ? [tagged(document, "li", `and ${lines.length - 20} more`)] : [];
  const list = document.createElement("ul");
  list.append(...shown, ...rest);
  element.replaceChildren(tagged(document, "strong", titles[kind]), list);
}

function sumLine(evidence: Evidence, { records, head }: Checked): string {
  const entries = evidence.records.reduce((sum, record) => sum + record.entryLeaves.length, 0);
  const cosigned = head.cosignedBy.length === 0 ? "" : `, cosigned by ${head.cosignedBy.join(", ")}`;
  return `${records.length} records with ${entries} changes and ${records.length * 2} signatures lie under the checkpoint of ${head.size} records${cosigned}.`;
}

/** What keeps the page from being green although nothing on it was altered. */
function doubtLines({ records, missing }: Checked, compared: readonly Comparison[]): readonly string[] {
  const upTo = Math.max(0, ...compared.map((each) => each.upTo));
  const revoked = records.filter(({ isRevoked, sequence }) => isRevoked && sequence > upTo);
  return [
    ...missing.map(
      (name) => `This browser has no ${name}, so what is signed with it cannot be checked here: use a newer one.`,
    ),
    ...revoked.map(
      ({ sequence }) =>
        `Record ${sequence}: its key was revoked since, so it counts only up to a checkpoint that you kept from before. Paste that below.`,
    ),
  ];
}

/** Shows only the entries that are asked for, and the records that have such. */
function startFilter(document: PageDocument, records: readonly PaintedRecord[]): void {
  const [who, application, kind, shown] = ["who", "application", "kind", "shown"].map((id) => byId(document, id));
  if (who === undefined || application === undefined || kind === undefined || shown === undefined) return;
  const entries = records.flatMap((record) => record.entries);
  const options = (select: PageElement, names: readonly string[]) =>
    select.append(...[...new Set(names)].sort().map((name) => tagged(document, "option", name)));
  options(
    application,
    entries.map((entry) => entry.application),
  );
  options(kind, [...entries.map((entry) => entry.kind), ...records.map((record) => record.kind)]);
  const filter = () => {
    const [wanted, where, what] = [who.value ?? "", application.value ?? "", kind.value ?? ""];
    let count = 0;
    for (const record of records) {
      let found = 0;
      for (const entry of record.entries) {
        const isKind = what === "" || what === entry.kind || what === record.kind;
        const isWanted =
          entry.who.toLowerCase().includes(wanted.toLowerCase()) &&
          (where === "" || where === entry.application) &&
          isKind;
        entry.row.hidden = !isWanted;
        found += isWanted ? 1 : 0;
      }
      record.element.hidden = found === 0 && !(wanted === "" && where === "" && (what === "" || what === record.kind));
      count += found;
    }
    shown.textContent = `${count} of ${entries.length} changes shown`;
  };
  for (const control of [who, application, kind]) control.addEventListener("input", filter);
  filter();
}

/** Holds the page against what its reader pastes. */
function startComparing({ document, compare }: PageParts, evidence: Evidence, checked: Checked): void {
  const [own, list] = [byId(document, "own"), byId(document, "compared")];
  own.addEventListener("input", async () => {
    const text = own.value ?? "";
    const compared = await compare(text, evidence, checked);
    if (own.value !== text) return;
    const words = { same: "✓ agrees", differs: "✗ differs", unknown: "? not on this page" };
    const lines = compared.map(({ said, verdict, why }) => {
      const line = tagged(document, "li", `${words[verdict]}: ${said}: ${why}`);
      line.setAttribute("data-verdict", verdict);
      return line;
    });
    const isStrange = text.trim() !== "" && lines.length === 0;
    const nothing = isStrange
      ? [tagged(document, "li", "Nothing in this is a checkpoint, a key or a fingerprint.")]
      : [];
    list.replaceChildren(...lines, ...nothing);
    paintVerdict(document, evidence, { checked, compared });
  });
}

/** Every function that the page needs of this module, the one that it calls first. */
export const pagePainters: readonly ((...args: never[]) => unknown)[] = [
  ...[startPage, byId, tagged, faultLines, paintVerdict, sumLine, doubtLines, startFilter, startComparing],
];
