import type { EvidenceRecord } from "../../model/evidence.ts";
import type { RecordVerdict } from "./check-records.ts";

/** As much of an element of a browser as the page uses. */
export interface PageElement {
  textContent: string | null;
  className: string;
  hidden: boolean;
  open?: boolean;
  value?: string;
  append(...children: readonly (PageElement | string)[]): void;
  replaceChildren(...children: readonly (PageElement | string)[]): void;
  setAttribute(name: string, value: string): void;
  addEventListener(type: string, listen: () => void | Promise<void>): void;
}

/** As much of a document. */
export interface PageDocument {
  createElement(tag: string): PageElement;
  getElementById(id: string): PageElement | null;
}

/** One entry on the page, with what it can be filtered by. */
interface PaintedEntry {
  readonly row: PageElement;
  readonly who: string;
  readonly application: string;
  readonly kind: string;
}

/** One record on the page. */
export interface PaintedRecord {
  readonly element: PageElement;
  /** `run`, or the kind of an event. */
  readonly kind: string;
  readonly entries: readonly PaintedEntry[];
}

/**
 * A record as its readers see it, made of nothing but the bytes that were checked, every one of them as text. The functions of
 * this module need nothing but each other.
 */
export function paintRecord(document: PageDocument, record: EvidenceRecord, verdict: RecordVerdict): PaintedRecord {
  const make = maker(document);
  const predicate = valueAt(parseText(record.manifest), "predicate");
  const about = valueAt(predicate, "event") ?? valueAt(predicate, "run");
  const isRun = valueAt(predicate, "event") === undefined;
  const lines = record.entries.split("\n").slice(0, -1);
  const entries = lines.map((line, index) => paintEntry(make, parseText(line), { record, index, verdict }));
  const holds = verdict.faults.length === 0;
  const summary = make("summary", {}, [
    make("span", { class: "place" }, [`#${record.sequence}`]),
    make("span", { class: "mark" }, [holds ? "✓ holds" : "✗ altered"]),
    make("span", {}, [isRun ? `run ${textAt(about, "run")}: ${textAt(about, "conclusion")}` : textAt(about, "kind")]),
    make("span", { class: "quiet" }, [
      `${textAt(predicate, "recorded")} by ${textAt(about, "actor")}, ${entries.length === 1 ? "1 change" : `${entries.length} changes`}`,
    ]),
  ]);
  const faults = verdict.faults.map((fault) => make("li", {}, [fault]));
  const name = { id: `record-${record.sequence}`, class: "record", "data-verdict": holds ? "holds" : "altered" };
  const others = otherFacts(about, predicate);
  const element = make("details", name, [
    summary,
    ...(holds ? [] : [make("ul", { class: "faults" }, faults)]),
    factList(make, [...facts(about, verdict), ...(isRun ? [] : others)]),
    ...(entries.length === 0 ? [] : [entryTable(make, record.sequence, entries)]),
    bytesOfRecord(make, record, isRun ? others : []),
  ]);
  return { element, kind: isRun ? "run" : textAt(about, "kind"), entries };
}

type Make = (
  tag: string,
  attributes: Readonly<Record<string, string>>,
  children?: readonly (PageElement | string)[],
) => PageElement;

function maker(document: PageDocument): Make {
  return (tag, attributes, children = []) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children.map((child) => (typeof child === "string" ? shown(child) : child)));
    return element;
  };
}

/** Text with what would hide or reorder it written out; line ends stay. */
function shown(text: string): string {
  return text.replace(
    /[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

type Facts = readonly (readonly [name: string, value: string])[];

function factList(make: Make, all: Facts): PageElement {
  const told = all.filter(([, value]) => value !== "");
  return make(
    "dl",
    {},
    told.flatMap(([name, value]) => [make("dt", {}, [name]), make("dd", {}, [value])]),
  );
}

/** Who signed, who approved exactly what, who overrode a guard. */
function facts(about: unknown, verdict: RecordVerdict): Facts {
  const rulesOf = (approval: unknown) => listAt(approval, "rules").join(", ");
  const approvals = listAt(about, "approvals").map((each): Facts[0] => [
    "Approved",
    `by ${textAt(each, "by")} for ${textAt(each, "team")} at ${textAt(each, "at")}${rulesOf(each) === "" ? "" : `, asked by ${rulesOf(each)}`}`,
  ]);
  const overrides = listAt(about, "overrides").map((each): Facts[0] => [
    "Overridden",
    `${textAt(each, "guard")} by ${textAt(each, "by")} at ${textAt(each, "at")}: ${textAt(each, "reason")}`,
  ]);
  const plan = textAt(valueAt(about, "plan"), "digest");
  const isUnasked = approvals.length === 0 && plan !== "";
  return [
    ["Signed", `by ${verdict.principal ?? "nobody who may sign"} with ${verdict.fingerprint ?? "no key"}`],
    ...(isUnasked ? [["Approved", "by nobody: nothing in it asked for it"] as const] : approvals),
    ...overrides,
    ["Plan", plan],
    ["Error", textAt(about, "error")],
    ["Manifest", verdict.digest],
  ];
}

/** What else the manifest says in one word. */
function otherFacts(about: unknown, predicate: unknown): Facts {
  const words = Object.entries(Object(about)).map(([name]): Facts[0] => [name, textAt(about, name)]);
  const versions = ["policies", "signers"].map((name): Facts[0] => [
    `version of ${name}`,
    versionWords(valueAt(predicate, "versions", name)),
  ]);
  return [...words.filter(([name]) => name !== "error"), ...versions];
}

function versionWords(version: unknown): string {
  if (typeof version !== "object" || version === null) return "";
  const returns = textAt(version, "returns");
  return `version ${textAt(version, "version")}, ${textAt(version, "digest")}${returns === "" ? "" : `, which had been version ${returns} before`}`;
}

function entryTable(make: Make, sequence: number, entries: readonly PaintedEntry[]): PageElement {
  const head = ["#", "Change", "Application", "Who", "Why", "Decision", "Outcome"].map((name) =>
    make("th", { scope: "col" }, [name]),
  );
  const table = make("table", { "aria-label": `Changes of record ${sequence}` }, [
    make("thead", {}, [make("tr", {}, head)]),
    make(
      "tbody",
      {},
      entries.map(({ row }) => row),
    ),
  ]);
  return make("div", { class: "wide" }, [table]);
}

function paintEntry(
  make: Make,
  entry: unknown,
  {
    record,
    index,
    verdict,
  }: { readonly record: EvidenceRecord; readonly index: number; readonly verdict: RecordVerdict },
): PaintedEntry {
  const isAltered = verdict.altered.includes(index);
  const decision = valueAt(entry, "decision");
  const [person, account] = [textAt(entry, "person"), textAt(entry, "account")];
  const flags = [...(valueAt(entry, "emergency") === true ? ["emergency"] : []), textAt(entry, "irreversible")].filter(
    Boolean,
  );
  const cells = [
    `${textAt(entry, "kind")} ${textAt(entry, "target")}`,
    textAt(entry, "application"),
    account === "" ? person : `${person} (${account})`,
    listAt(entry, "because")
      .map((each) =>
        ["kind", "role", "pool", "reason", "text"]
          .map((name) => textAt(each, name))
          .filter(Boolean)
          .join(" "),
      )
      .join("; "),
    `${textAt(decision, "verdict")}, risk ${textAt(decision, "risk")}${listAt(decision, "rules").length === 0 ? "" : ` (${listAt(decision, "rules").join(", ")})`}`,
    [textAt(entry, "status"), textAt(entry, "at"), textAt(entry, "reason"), ...flags].filter(Boolean).join(", "),
  ];
  const row = make(
    "tr",
    { id: `record-${record.sequence}-entry-${index + 1}`, "data-verdict": isAltered ? "altered" : "holds" },
    [
      make("th", { scope: "row" }, [isAltered ? `✗ ${index + 1} altered` : String(index + 1)]),
      ...cells.map((cell) => make("td", {}, [cell])),
    ],
  );
  return { row, who: `${person} ${account}`, application: textAt(entry, "application"), kind: textAt(entry, "kind") };
}

/** The record's files byte for byte, for whoever wants to check them with other tools; written out when they are first looked at. */
function bytesOfRecord(make: Make, record: EvidenceRecord, others: Facts): PageElement {
  const { manifest, signatures, entries, basis } = record;
  const element = make("details", { class: "bytes" }, [make("summary", {}, ["All of it, byte for byte"])]);
  let isWritten = false;
  element.addEventListener("toggle", () => {
    if (isWritten) return;
    isWritten = true;
    element.append(factList(make, others));
    for (const [name, text] of Object.entries({ manifest, signatures, entries, basis }))
      element.append(make("p", {}, [name]), make("pre", { tabindex: "0" }, [text]));
  });
  return element;
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) found = typeof found === "object" && found !== null ? Reflect.get(found, name) : undefined;
  return found;
}

function textAt(value: unknown, name: string): string {
  const found = valueAt(value, name);
  return typeof found === "string" || typeof found === "number" ? String(found) : "";
}

function listAt(value: unknown, name: string): readonly unknown[] {
  const found = valueAt(value, name);
  return Array.isArray(found) ? found : [];
}

/** Every function that the page needs of this module, the one that it calls first. */
export const recordPainters: readonly ((...args: never[]) => unknown)[] = [
  ...[paintRecord, maker, shown, factList, facts, otherFacts, versionWords, entryTable, paintEntry, bytesOfRecord],
  ...[parseText, valueAt, textAt, listAt],
];
