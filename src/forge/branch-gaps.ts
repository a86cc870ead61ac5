import { compareText } from "../model/compare.ts";
import type { BranchProtection, BranchRules, Bypass, ProtectionGap } from "../model/protection.ts";
import { critical, open, warning } from "./gap.ts";

/** Ways past the protection of the branch that pull requests are merged into. */
export function mainGaps(main: BranchProtection, branch: string): readonly ProtectionGap[] {
  const rule = `ruleset for ${branch}:`;
  const rewritten = "history is rewritten, so that nobody sees what was changed when";
  return branchGaps("main", main, {
    branch,
    demands: [...reviewDemands(rule), ...moveDemands("main", rule, rewritten)],
  });
}

/** Ways past the protection of the ledger's branch. */
export function auditGaps(audit: BranchProtection, branch: string): readonly ProtectionGap[] {
  const rule = `ruleset for ${branch}:`;
  const cut = "runs are cut off the ledger: only an anchor elsewhere would show it";
  const linear: Demand = {
    isClosed: ({ linear: is }) => is,
    gap: warning(
      "audit.linear",
      "a merge puts something beside the chain; audit verify refuses the ledger",
      `${rule} require linear history`,
    ),
  };
  return branchGaps("audit", audit, { branch, demands: [...moveDemands("audit", rule, cut), linear] });
}

/** Something that a set of rules closes, or the gap there is without. */
interface Demand {
  readonly isClosed: (rules: BranchRules) => boolean;
  readonly gap: ProtectionGap;
  /** Whether classic protection can excuse people from it one by one. */
  readonly isOfReviews?: true;
}

function reviewDemands(rule: string): readonly Demand[] {
  const ofReviews = (isClosed: Demand["isClosed"], gap: ProtectionGap): Demand => ({
    isClosed,
    gap,
    isOfReviews: true,
  });
  return [
    ofReviews(
      ({ reviews }) => reviews > 0,
      critical(
        "main.reviews",
        "whoever may push changes who has access, alone",
        `${rule} require a pull request with at least 1 approval`,
      ),
    ),
    ofReviews(
      ({ codeOwners }) => codeOwners,
      critical(
        "main.code-owners",
        "any two who may push change policies, thresholds or where tokens are sent",
        `${rule} require review from code owners`,
      ),
    ),
    ofReviews(
      ({ dismissesStale }) => dismissesStale,
      critical(
        "main.stale-approvals",
        "something harmless is approved, then something else is pushed and merged with that approval",
        `${rule} dismiss stale pull request approvals when new commits are pushed`,
      ),
    ),
    ofReviews(
      ({ lastPush }) => lastPush,
      critical(
        "main.last-push",
        "a reviewer pushes to somebody else's pull request and approves their own commit",
        `${rule} require approval of the most recent reviewable push`,
      ),
    ),
    {
      isClosed: ({ upToDate }) => upToDate,
      gap: warning(
        "main.up-to-date",
        "two pull requests that were shown apart come together; apply --bound refuses the second",
        `${rule} require status checks, and branches to be up to date before merging, or a merge queue`,
      ),
    },
  ];
}

function moveDemands(place: string, rule: string, attack: string): readonly Demand[] {
  return [
    {
      isClosed: ({ noForcePush }) => noForcePush,
      gap: critical(`${place}.force-push`, attack, `${rule} block force pushes`),
    },
    {
      isClosed: ({ noDeletion }) => noDeletion,
      gap: critical(
        `${place}.deletion`,
        `${attack}; the branch is deleted and made again`,
        `${rule} restrict deletions`,
      ),
    },
  ];
}

function branchGaps(
  place: string,
  { rules, isClassicSeen }: BranchProtection,
  { branch, demands }: { readonly branch: string; readonly demands: readonly Demand[] },
): readonly ProtectionGap[] {
  const unmet = demands.filter(({ isClosed }) => !rules.some(isClosed)).map(({ gap }) => gap);
  const passed = passers(rules, demands);
  const gaps = [...unmet, ...bypassGaps(place, branch, passed.by)];
  return [
    ...gaps,
    ...open([
      [
        passed.isUnseen,
        warning(
          `${place}.bypass-unseen`,
          "somebody on a bypass list passes over all of this, and this token may not see the list",
          "run doctor with a token that may administrate the repository",
        ),
      ],
      [
        !isClassicSeen && gaps.length > 0,
        warning(
          `${place}.classic-unseen`,
          "classic branch protection may close some of this, and this token may not see it",
          "run doctor with a token that may administrate the repository",
        ),
      ],
    ]),
  ];
}

/** Who passes over something that is closed: on the list of everything that closes it. */
function passers(rules: readonly BranchRules[], demands: readonly Demand[]) {
  const by: Bypass[] = [];
  let isUnseen = false;
  for (const { isClosed, isOfReviews } of demands) {
    const lists = rules
      .filter(isClosed)
      .map(({ bypass }) => bypass?.filter(({ kind }) => isOfReviews || kind !== "excused-from-reviews") ?? null);
    if (lists.some((list) => list?.length === 0)) continue;
    by.push(...lists.flatMap((list) => list ?? []));
    isUnseen ||= lists.includes(null);
  }
  return { by, isUnseen };
}

function bypassGaps(place: string, branch: string, by: readonly Bypass[]): readonly ProtectionGap[] {
  const listed = namesOf(by, "ruleset");
  const excused = namesOf(by, "excused-from-reviews");
  const classic = `branch protection for ${branch}:`;
  return open([
    [
      listed.length > 0,
      critical(
        `${place}.bypass`,
        `all of this does not hold for ${listed.join(", ")}`,
        `ruleset for ${branch}: empty the bypass list`,
      ),
    ],
    [
      by.some(({ kind }) => kind === "administrators"),
      critical(
        `${place}.administrators`,
        "all of this does not hold for administrators of the repository",
        `${classic} do not allow bypassing the above settings`,
      ),
    ],
    [
      excused.length > 0,
      critical(
        `${place}.excused`,
        `${excused.join(", ")} may change who has access without any review`,
        `${classic} allow nobody to bypass required pull requests`,
      ),
    ],
  ]);
}

function namesOf(by: readonly Bypass[], kind: "ruleset" | "excused-from-reviews"): readonly string[] {
  const names = by.flatMap((one) => (one.kind !== "administrators" && one.kind === kind ? [one.who] : []));
  return [...new Set(names)].sort(compareText);
}
