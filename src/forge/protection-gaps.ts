import { compareText } from "../model/compare.ts";
import type { EnvironmentProtection, ProtectionGap, RepositoryProtection } from "../model/protection.ts";
import { auditGaps, mainGaps } from "./branch-gaps.ts";
import { ownersOf } from "./code-owners.ts";
import { critical, open, warning } from "./gap.ts";

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

/** What the files alone tell, where nobody may ask the forge: what has no code owners, and that all else was not looked at. */
export function localGaps(codeOwners: string | null, paths: readonly string[]): readonly ProtectionGap[] {
  return [
    ...ownerGaps(codeOwners, paths),
    warning(
      "repository.unseen",
      "only code owners were looked at, as the files here have them: all else may be open",
      "give GITHUB_REPOSITORY, and a GITHUB_TOKEN that may administrate the repository",
    ),
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
