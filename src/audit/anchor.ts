import type { AnchorCheck, AnchorKind, AnchorVerdict } from "../model/ledger.ts";

/** A head that was kept somewhere, with as much as the place says of it. */
export interface Anchor {
  readonly kind: AnchorKind;
  readonly name: string;
  readonly origin: string | null;
  /** Null: it cannot be read. */
  readonly size: number | null;
  readonly root: string | null;
  readonly commit: string | null;
  /** Digest of the manifest of the last run. */
  readonly digest: string | null;
  /** Why it does not count, whatever it says; null: it counts. */
  readonly flaw: "unsigned" | "too-few-cosignatures" | null;
  readonly cosignedBy: readonly string[];
}

/** An anchor that says nothing yet. */
export const noHead = {
  ...{ origin: null, size: null, root: null, commit: null, digest: null },
  ...{ flaw: null, cosignedBy: [] },
} as const;

/** What a ledger has at the place of an anchor. */
export interface HeadThere {
  readonly origin: string;
  readonly root: string;
  readonly commit: string;
  readonly digest: string;
}

/** A ledger as far as it was walked: heads at the places of anchors, how many records hold, and whether that is all. */
export interface LedgerSeen {
  readonly origin: string | null;
  readonly records: number;
  readonly isWhole: boolean;
  readonly heads: ReadonlyMap<number, HeadThere>;
}

/** Holds an anchor against a ledger. */
export function judgeAnchor(anchor: Anchor, seen: LedgerSeen): AnchorCheck {
  const { kind, name, size, cosignedBy } = anchor;
  return { kind, name, size, verdict: verdictOf(anchor, seen), cosignedBy };
}

function verdictOf(anchor: Anchor, { origin, records, isWhole, heads }: LedgerSeen): AnchorVerdict {
  const { size, flaw } = anchor;
  if (flaw !== null || size === null) return flaw ?? "unsigned";
  if (anchor.origin !== null && origin !== null && anchor.origin !== origin) return "other-ledger";
  if (records < size) return isWhole ? "truncated" : "not-reached";
  const there = heads.get(size);
  if (there === undefined) return "forked";
  const claims = [
    [anchor.root, there.root],
    [anchor.commit, there.commit],
    [anchor.digest, there.digest],
  ] as const;
  return claims.every(([claimed, found]) => claimed === null || claimed === found) ? "extended" : "forked";
}

/** What a defect is called for people. */
export const anchorWords: Readonly<Record<Exclude<AnchorVerdict, "extended" | "not-reached">, string>> = {
  truncated: "the ledger is truncated: it had more records when this was kept",
  forked: "the ledger is forked: other records stood there when this was kept",
  "other-ledger": "this is the head of another ledger",
  unsigned: "it is not signed by whoever may sign it, so it does not count",
  "too-few-cosignatures": "too few of the witnesses have cosigned it, so it does not count",
};
