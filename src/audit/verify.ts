import type { AnchorCheck, Checkpoint, OpenIntent, Verification } from "../model/ledger.ts";
import type { Clock } from "../ports/clock.ts";
import type { Git } from "../ports/git.ts";
import { parseAllowedSigners } from "./allowed-signers.ts";
import { type Anchor, anchorWords, type HeadThere, judgeAnchor } from "./anchor.ts";
import { Breach } from "./breach.ts";
import { nameLine } from "./commit.ts";
import { forkPlace, type RunPlace } from "./extends-anchor.ts";
import { ledgerRef } from "./layout.ts";
import { rootOf } from "./merkle.ts";
import { rootText } from "./note.ts";
import { parseRevokedKeys } from "./revoked-keys.ts";
import { aboutOf, nameOf } from "./statement.ts";
import { type Walked, walk } from "./walk.ts";

/** What a ledger is verified against; nothing of it may come from the branch itself. */
export interface VerifyOptions {
  readonly branch: string;
  /** Text of an `allowed_signers` file. */
  readonly allowedSigners: string;
  /** Text of a file of revoked keys; what they signed counts up to `since` and no further. */
  readonly revoked?: string | null;
  readonly clock: Pick<Clock, "now">;
  /** The ledger's name for itself, when it is known from elsewhere. */
  readonly origin?: string;
  /** Heads that were kept: the ledger must still contain each. */
  readonly anchors?: readonly Anchor[];
}

/**
 * Verifies a ledger from its first run to its tip in one pass over every byte, and holds it against every anchor; names the first
 * run that does not hold.
 */
export async function verifyLedger(git: Git, options: VerifyOptions): Promise<Verification> {
  const { anchors = [] } = options;
  const signers = parseAllowedSigners(options.allowedSigners, parseRevokedKeys(options.revoked ?? ""));
  const trust = { signers, now: options.clock.now(), pinned: pinnedBy(anchors) };
  const tip = await git.resolve(ledgerRef(options.branch));
  const from = { origin: options.origin ?? null };
  const walked = tip === null ? nothing : await walkAll(walk(git, { from, tip }, trust), anchors);
  const checks = anchors.map((anchor) => judgeAnchor(anchor, walked));
  const { broken, head, records, open, isWhole } = walked;
  const defect = await firstDefect(git, { anchors, checks, tip, records, isWhole });
  if (defect !== null && (broken === null || defect.sequence <= broken.sequence))
    return { kind: "broken", ...defect, rule: "anchor", anchors: checks };
  if (broken !== null) return { kind: "broken", ...broken, anchors: checks };
  return { kind: "verified", records, open, head: head?.commit ?? null, checkpoint: head, anchors: checks };
}

/** Up to where a head that the key's holder cannot reach pins the ledger: a key that was revoked since may have signed until there. */
function pinnedBy(anchors: readonly Anchor[]): number {
  return Math.max(0, ...anchors.map(({ kind, flaw, size }) => (kind === "tag" || flaw !== null ? 0 : (size ?? 0))));
}

type Broken = Omit<Verification & { readonly kind: "broken" }, "kind" | "anchors">;

interface WalkedAll {
  readonly origin: string | null;
  readonly records: number;
  readonly open: readonly OpenIntent[];
  readonly isWhole: boolean;
  readonly heads: ReadonlyMap<number, HeadThere>;
  readonly head: Checkpoint | null;
  readonly broken: Broken | null;
}

const nothing: WalkedAll = {
  origin: null,
  records: 0,
  open: [],
  isWhole: true,
  heads: new Map(),
  head: null,
  broken: null,
};

/** Walks to the end or to the first run that breaks a rule, and keeps the heads that anchors ask for. */
async function walkAll(way: AsyncIterable<Walked>, anchors: readonly Anchor[]): Promise<WalkedAll> {
  const wanted = new Set(anchors.map(({ size }) => size));
  const heads = new Map<number, HeadThere>();
  const names = new Set<string>();
  const open = new Map<string, OpenIntent>();
  let so: WalkedAll = { ...nothing, heads };
  for await (const walked of way) {
    const { sequence, commit } = walked;
    const breach = breachOf(walked, names);
    if (breach !== null)
      return {
        ...so,
        open: [...open.values()],
        isWhole: false,
        broken: { sequence, commit, rule: breach.rule, message: breach.message },
      };
    if (walked.kind === "breaks") continue;
    trackOpen(open, walked);
    const { origin, range } = walked.chain;
    const digest = walked.chain.digest ?? "";
    if (wanted.has(sequence)) heads.set(sequence, { origin, root: rootText(rootOf(range)), commit, digest });
    so = { ...so, origin, records: sequence, head: { sequence, commit, digest } };
  }
  return { ...so, open: [...open.values()] };
}

/** An intent opens a run, and the record of that run, or of its recovery, closes it. */
function trackOpen(open: Map<string, OpenIntent>, { sequence, manifest }: Walked & { readonly kind: "holds" }): void {
  const about = aboutOf(manifest);
  if ("run" in about) open.delete(about.run.run);
  else if (about.event.kind === "intent")
    open.set(about.event.run, { sequence, run: about.event.run, at: about.event.at });
}

function breachOf(walked: Walked, names: Set<string>): Breach | null {
  if (walked.kind === "breaks") return walked.breach;
  const name = nameOf(aboutOf(walked.manifest));
  const line = nameLine(name);
  if (names.has(line))
    return new Breach("run-repeated", `${name.label.toLowerCase()} ${name.id} stands in the ledger already`);
  names.add(line);
  return null;
}

interface Found {
  readonly anchors: readonly Anchor[];
  readonly checks: readonly AnchorCheck[];
  readonly tip: string | null;
  readonly records: number;
  readonly isWhole: boolean;
}

/**
 * The first place at which an anchor shows that the ledger is not what it was; null when none does. An anchor that does not count
 * says nothing of the ledger, and comes last: that it was put out of use has to be seen all the same.
 */
async function firstDefect(git: Git, found: Found): Promise<Omit<Broken, "rule"> | null> {
  const places: Omit<Broken, "rule">[] = [];
  const flaws: Omit<Broken, "rule">[] = [];
  for (const [index, { verdict, name, size }] of found.checks.entries()) {
    if (verdict === "extended" || verdict === "not-reached") continue;
    const kept = { sequence: size ?? found.records, commit: found.anchors[index]?.commit ?? "" };
    const place = await placeOf(git, { verdict, kept }, found);
    const isFlaw = verdict === "unsigned" || verdict === "too-few-cosignatures";
    (isFlaw ? flaws : places).push({ ...place, message: `${name}: ${anchorWords[verdict]}` });
  }
  const inOrder = places.toSorted((a, b) => a.sequence - b.sequence);
  return inOrder[0] ?? (found.isWhole ? (flaws[0] ?? null) : null);
}

async function placeOf(
  git: Git,
  { verdict, kept }: { readonly verdict: AnchorCheck["verdict"]; readonly kept: RunPlace },
  { tip, records }: Found,
): Promise<RunPlace> {
  if (verdict === "truncated") return { ...kept, sequence: records + 1 };
  if (verdict === "forked" && tip !== null) return forkPlace(git, tip, kept);
  return { sequence: verdict === "other-ledger" ? 1 : kept.sequence, commit: tip ?? kept.commit };
}
