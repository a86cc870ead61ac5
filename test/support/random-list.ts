import fc from "fast-check";

/** Texts that a careless writer of YAML would get wrong: quotes, signs, hidden types, brackets. */
const anyReason = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
  fc.constantFrom(
    "null",
    "true",
    "~",
    "1e3",
    "0x1F",
    "007",
    "2026-11-30",
    "- x",
    "a: b",
    "a #b",
    "#a",
    "*a",
    "&a",
    "!a",
  ),
  fc.constantFrom(
    "}",
    "]",
    "{ a }",
    "[a, b]",
    ", b",
    "%TAG",
    "@x",
    "`x",
    "'",
    '"',
    "it's",
    "\\",
    "$env:X",
    "---",
    "...",
  ),
);

/** A value of an entry: what people write, and what an attacker would. */
export const hostileText: fc.Arbitrary<string> = anyReason.map(
  (text) => text.replace(/[\p{C}\s]/gu, " ").trim() || "x",
);

const quoting = fc.constantFrom("plain", "single", "double", "literal");

/** One value as somebody would have written it. */
function written(value: string, style: string): string {
  if (style === "double") return JSON.stringify(value);
  if (style === "plain" && /^[A-Za-z][\w-]*$/.test(value)) return value;
  return `'${value.replaceAll("'", "''")}'`;
}

const comment = fc.option(fc.constantFrom("# why", "#", "# - { not: an entry }", "# it's: { odd }"), { nil: null });

interface RandomEntry {
  readonly inBraces: boolean;
  readonly person: string;
  readonly reason: string;
  readonly style: string;
  readonly above: string | null;
  readonly beside: string | null;
  readonly blank: boolean;
  readonly spaces: number;
}

const anEntry: fc.Arbitrary<RandomEntry> = fc.record({
  inBraces: fc.boolean(),
  person: fc.constantFrom("e1", "e2", "e3"),
  reason: hostileText,
  style: quoting,
  above: comment,
  beside: comment,
  blank: fc.boolean(),
  spaces: fc.integer({ min: 1, max: 3 }),
});

function linesOf({ inBraces, above, beside, blank, spaces, ...entry }: RandomEntry): readonly string[] {
  const gap = " ".repeat(spaces);
  const reason = written(entry.reason, entry.style);
  const end = beside === null ? "" : `${gap}${beside}`;
  const rows = inBraces
    ? [`-${gap}{ person: ${entry.person},${gap}role: x, reason: ${reason} }${end}`]
    : [
        `-${gap}person: ${entry.person}`,
        `${gap} role:${gap}x${end}`,
        ...(entry.style === "literal"
          ? [`${gap} reason: >-`, `${gap}   x ${entry.reason}`]
          : [`${gap} reason: ${reason}`]),
      ];
  return [...(blank ? [""] : []), ...(above === null ? [] : [above]), ...rows];
}

/** The text of a list of assignments as many hands would have written it, with the number of its entries. */
export const randomList: fc.Arbitrary<{ readonly text: string; readonly entries: number }> = fc
  .record({
    head: comment,
    tail: comment,
    entries: fc.array(anEntry, { minLength: 1, maxLength: 5 }),
    indent: fc.constantFrom("", "", "  "),
    end: fc.constantFrom("\n", "\n", "\r\n"),
    isClosed: fc.boolean(),
  })
  .map(({ head, tail, entries, indent, end, isClosed }) => {
    const rows = entries.flatMap(linesOf).map((row) => (row === "" ? row : indent + row));
    const lines = [...(head === null ? [] : [head]), ...rows, ...(tail === null ? [] : [tail])];
    return { text: lines.join(end) + (isClosed ? end : ""), entries: entries.length };
  });
