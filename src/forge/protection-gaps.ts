import { compareText } from "../model/compare.ts";
import type {
  BranchProtection,
  EnvironmentProtection,
  ProtectionGap,
  RepositoryProtection,
} from "../model/protection.ts";
import { ownersOf } from "./code-owners.ts";

/** Names of this repository that the protection is about. */
export interface ProtectedNames {
  readonly main: string;
  /** The branch of the ledger. */
  readonly audit: string;
  /** Paths that decide what is allowed and who counts; a folder ends with a slash. */
  readonly paths: readonly string[];
}

/** Everything that an attacker could use, the critical first. */
export function protectionGaps(found: RepositoryProtection, names: ProtectedNames): readonly ProtectionGap[] {
  const gaps = [
    ...mainGaps(found.main, names.main),
    ...auditGaps(found.audit, names.audit),
    ...tagGaps(found.tags),
    ...found.environments.filter(isOurs).flatMap((one) => environmentGaps(one, names.main)),
    ...missingEnvironments(found.environments),
    ...secretGaps(found.sharedSecrets),
    ...ownerGaps(found.codeOwners, names.paths),
  ];
  return gaps.toSorted((a, b) => compareText(a.severity, b.severity));
}

type Row = readonly [isOpen: boolean, gap: ProtectionGap];

function open(rows: readonly Row[]): readonly ProtectionGap[] {
  return rows.filter(([isOpen]) => isOpen).map(([, gap]) => gap);
}

function critical(gap: string, attack: string, setting: string): ProtectionGap {
  return { gap, severity: "critical", attack, setting };
}

function warning(gap: string, attack: string, setting: string): ProtectionGap {
  return { gap, severity: "warning", attack, setting };
}

function mainGaps(main: BranchProtection, branch: string): readonly ProtectionGap[] {
  const rule = `ruleset for ${branch}:`;
  return open([
    [
      main.reviews < 1,
      critical(
        "main.reviews",
        "whoever may push changes who has access, alone",
        `${rule} require a pull request with at least 1 approval`,
      ),
    ],
    [
      !main.codeOwners,
      critical(
        "main.code-owners",
        "any two who may push change policies, thresholds or where tokens are sent",
        `${rule} require review from code owners`,
      ),
    ],
    [
      !main.dismissesStale,
      critical(
        "main.stale-approvals",
        "something harmless is approved, then something else is pushed and merged with that approval",
        `${rule} dismiss stale pull request approvals when new commits are pushed`,
      ),
    ],
    [
      !main.lastPush,
      critical(
        "main.last-push",
        "a reviewer pushes to somebody else's pull request and approves their own commit",
        `${rule} require approval of the most recent reviewable push`,
      ),
    ],
    ...moves("main", main, { rule, attack: "history is rewritten, so that nobody sees what was changed when" }),
    [
      !main.upToDate,
      warning(
        "main.up-to-date",
        "two pull requests that were shown apart come together; apply --bound refuses the second",
        `${rule} require status checks, and branches to be up to date before merging, or a merge queue`,
      ),
    ],
    ...bypass("main", main, rule),
  ]);
}

function auditGaps(audit: BranchProtection, branch: string): readonly ProtectionGap[] {
  const rule = `ruleset for ${branch}:`;
  return open([
    ...moves("audit", audit, { rule, attack: "runs are cut off the ledger: only an anchor elsewhere would show it" }),
    [
      !audit.linear,
      warning(
        "audit.linear",
        "a merge puts something beside the chain; audit verify refuses the ledger",
        `${rule} require linear history`,
      ),
    ],
    ...bypass("audit", audit, rule),
  ]);
}

function moves(
  place: string,
  branch: BranchProtection,
  { rule, attack }: { readonly rule: string; readonly attack: string },
): readonly Row[] {
  return [
    [branch.forcePush, critical(`${place}.force-push`, attack, `${rule} block force pushes`)],
    [
      branch.deletion,
      critical(`${place}.deletion`, `${attack}; the branch is deleted and made again`, `${rule} restrict deletions`),
    ],
  ];
}

function bypass(place: string, { bypass: who }: BranchProtection, rule: string): readonly Row[] {
  const names = who?.join(", ") ?? "";
  return [
    [
      who !== null && who.length > 0,
      critical(`${place}.bypass`, `all of this does not hold for ${names}`, `${rule} empty the bypass list`),
    ],
    [
      who === null,
      warning(
        `${place}.bypass-unseen`,
        "somebody on a bypass list passes over all of this, and this token may not see the list",
        "run doctor with a token that may administrate the repository",
      ),
    ],
  ];
}

function tagGaps(tags: RepositoryProtection["tags"]): readonly ProtectionGap[] {
  const rule = "tag ruleset for rollcall/audit/cp/**:";
  const attack = "the tag that anchors the ledger is exchanged together with the ledger";
  return open([
    [tags.update, critical("tags.update", attack, `${rule} restrict updates`)],
    [tags.deletion, critical("tags.deletion", attack, `${rule} restrict deletions`)],
  ]);
}

function isOurs({ name }: EnvironmentProtection): boolean {
  return /^(rollcall|approve-)/.test(name);
}

function environmentGaps(environment: EnvironmentProtection, main: string): readonly ProtectionGap[] {
  const { name, branches, reviewers, preventsSelfReview } = environment;
  const place = `environment ${name}:`;
  const others = branches?.filter((pattern) => pattern !== main) ?? [];
  const asks = name.startsWith("approve-");
  return open([
    [
      branches === null || others.length > 0,
      critical(
        `environment.${name}.branches`,
        `a workflow on ${branches === null ? "any branch" : others.join(", ")} reads its secrets, or gives its approval`,
        `${place} deployment branches and tags: selected, ${main} alone`,
      ),
    ],
    [
      asks && reviewers === 0,
      critical(`environment.${name}.reviewers`, "the approval gives itself", `${place} required reviewers: the team`),
    ],
    [
      asks && !preventsSelfReview,
      critical(
        `environment.${name}.self-review`,
        "whoever started the run approves it",
        `${place} prevent self-review`,
      ),
    ],
  ]);
}

function missingEnvironments(environments: readonly EnvironmentProtection[]): readonly ProtectionGap[] {
  const names = new Set(environments.map(({ name }) => name));
  return ["rollcall", "rollcall-plan"]
    .filter((name) => !names.has(name))
    .map((name) =>
      warning(
        `environment.${name}.missing`,
        "the first workflow that names it makes it, open to every branch",
        `make the environment ${name}, limited to main, before a workflow names it`,
      ),
    );
}

function secretGaps(secrets: readonly string[] | null): readonly ProtectionGap[] {
  return open([
    [
      secrets !== null && secrets.length > 0,
      critical(
        "secrets.shared",
        `whoever may push reads ${secrets?.join(", ")} with a workflow on a branch of their own`,
        "keep secrets in environments that are limited to main, and delete these",
      ),
    ],
    [
      secrets === null,
      warning(
        "secrets.unseen",
        "a secret of the repository or the organisation is there for every branch, and this token may not see it",
        "run doctor with a token that may administrate the repository",
      ),
    ],
  ]);
}

function ownerGaps(codeOwners: string | null, paths: readonly string[]): readonly ProtectionGap[] {
  const free = paths.filter((path) => ownersOf(codeOwners ?? "", path).length === 0);
  return free.map((path) =>
    critical(
      `code-owners.${path}`,
      `${path} decides what is allowed, and anybody's review is enough to change it`,
      `.github/CODEOWNERS: a line /${path} with the team that answers for it, after every line that takes it away`,
    ),
  );
}
