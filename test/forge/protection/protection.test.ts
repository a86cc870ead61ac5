import { describe, expect, test } from "vitest";
import { protectionGaps } from "../../../src/forge/protection-gaps.ts";
import { readDefaultBranch, readProtection } from "../../../src/forge/read-protection.ts";
import type { BranchRules, ClassicProtection, Protection } from "../fake-github/protection.ts";
import { githubRig } from "../fake-github/rig.ts";

const paths = ["rollcall.yaml", "policies/", "audit/", ".github/"];
const everything = ["administration:write", "secrets:read", "actions:read", "contents:read", "metadata:read"];
const rig = githubRig();

/** The gaps that a token finds which may do everything but this. */
async function checked(change: (protection: Protection) => unknown, but = "") {
  change(rig.fake.at.protection);
  const may = new Set(everything.filter((one) => one !== but));
  rig.fake.at.bearers.set("doctor", { login: "doctor", kind: "person", may });
  const { octokit: github, where: repo } = rig.open("doctor");
  const branches = { main: await readDefaultBranch({ github, repo }), audit: "rollcall/audit" };
  const gaps = protectionGaps(await readProtection({ github, repo }, branches), { ...branches, paths });
  return gaps.map(({ gap, severity }) => `${severity} ${gap}`);
}

/** What may be wrong, and what it is called. */
const weaknesses: readonly (readonly [string, (protection: Protection) => unknown])[] = [
  ["critical main.reviews", (protection) => demand(protection, { required_approving_review_count: 0 })],
  ["critical main.code-owners", (protection) => demand(protection, { require_code_owner_review: false })],
  ["critical main.stale-approvals", (protection) => demand(protection, { dismiss_stale_reviews_on_push: false })],
  ["critical main.last-push", (protection) => demand(protection, { require_last_push_approval: false })],
  ["critical main.force-push", (protection) => drop(protection, "main", "non_fast_forward")],
  ["critical main.deletion", (protection) => drop(protection, "main", "deletion")],
  ["warning main.up-to-date", (protection) => drop(protection, "main", "required_status_checks")],
  ["critical audit.force-push", (protection) => drop(protection, "rollcall/audit", "non_fast_forward")],
  ["critical audit.deletion", (protection) => drop(protection, "rollcall/audit", "deletion")],
  ["warning audit.linear", (protection) => drop(protection, "rollcall/audit", "required_linear_history")],
  ["critical tags.update", ({ tags }) => Object.assign(tags, { rules: ["deletion"] })],
  ["critical tags.deletion", ({ tags }) => Object.assign(tags, { rules: ["update"] })],
  ["critical secrets.shared", (protection) => Object.assign(protection, { secrets: ["CHAT_TOKEN"] })],
  ["critical environment.rollcall.branches", (protection) => environment(protection, "rollcall", null)],
  [
    "critical environment.rollcall-plan.branches",
    (protection) => environment(protection, "rollcall-plan", ["main", "release/*"]),
  ],
  [
    "critical environment.approve-security.self-review",
    ({ environments }) => Object.assign(environments["approve-security"] ?? {}, { preventsSelfReview: false }),
  ],
  ["warning environment.rollcall.missing", ({ environments }) => Reflect.deleteProperty(environments, "rollcall")],
  [
    "critical code-owners.policies/",
    (protection) => Object.assign(protection, { codeOwners: `${protection.codeOwners}/policies/thresholds.yaml\n` }),
  ],
];

function rulesOf({ rulesets }: Protection, branch: string): BranchRules {
  return rulesets[0]?.rules[branch] ?? {};
}

function demand(protection: Protection, parameters: Readonly<Record<string, unknown>>): void {
  Object.assign(rulesOf(protection, "main")["pull_request"] ?? {}, parameters);
}

function drop(protection: Protection, branch: string, type: string): void {
  delete rulesOf(protection, branch)[type];
}

function environment({ environments }: Protection, name: string, branches: readonly string[] | null): void {
  environments[name] = { branches, reviewers: 0, preventsSelfReview: false };
}

describe("the protection of a repository", () => {
  test("has no gap where everything is set, and is looked at by reads alone", async () => {
    expect(await checked(() => {})).toEqual([]);
    expect(rig.fake.calls.filter((call) => !/\/(?:get|list)\b/.test(call))).toEqual([]);
  });

  test.each(weaknesses)("%s is found when it alone is open", async (gap, weaken) => {
    expect(await checked(weaken)).toEqual([gap]);
  });

  test("names who may pass over the rules of both branches", async () => {
    const somebody = await checked(({ rulesets: [rules] }) =>
      Object.assign(rules ?? {}, { bypass: [{ actor_type: "RepositoryRole", actor_id: 5, bypass_mode: "always" }] }),
    );
    expect(somebody).toEqual(["critical main.bypass", "critical audit.bypass"]);
  });

  test("is open everywhere when nothing is set", async () => {
    const gaps = await checked((protection) => {
      Object.assign(protection, { rulesets: [], environments: {}, codeOwners: null });
      protection.tags.enforcement = "disabled";
    });
    expect(gaps.filter((gap) => gap.startsWith("critical"))).toHaveLength(14);
  });

  test.each([
    ["~ALL", []],
    ["refs/tags/**/*", []],
    ["refs/tags/rollcall/**", ["critical tags.update", "critical tags.deletion"]],
    ["refs/tags/*", ["critical tags.update", "critical tags.deletion"]],
    ["refs/tags/rollcall/audit/cp/2025-*", ["critical tags.update", "critical tags.deletion"]],
  ])("reads a tag rule for %s as the forge does", async (pattern, expected) => {
    expect(await checked(({ tags }) => Object.assign(tags, { include: [pattern] }))).toEqual(expected);
  });

  test.each([
    ["administration:write", ["warning main.bypass-unseen", "warning audit.bypass-unseen"]],
    ["secrets:read", ["warning secrets.unseen"]],
  ])("says what it may not see without %s", async (but, expected) => {
    expect(await checked(() => {}, but)).toEqual(expected);
  });

  test("what cannot be read stops the check", async () => {
    await expect(checked(() => {}, "actions:read")).rejects.toMatchObject({ status: 403 });
    rig.fake.fail("repos/get-branch-protection", { kind: "says", status: 400, message: "Bad request" });
    await expect(checked(() => {})).rejects.toMatchObject({ status: 400 });
  });
});

describe("classic branch protection", () => {
  const reviews = {
    ...{ dismiss_stale_reviews: true, require_code_owner_reviews: true },
    ...{ required_approving_review_count: 1, require_last_push_approval: true },
  };
  const url = "https://github.example/protection";
  const moves = { allow_force_pushes: { enabled: false }, allow_deletions: { enabled: false } };
  const mainRules: ClassicProtection = {
    ...{ ...moves, enforce_admins: { url, enabled: true }, required_pull_request_reviews: reviews },
    required_status_checks: { url, strict: true, contexts: ["rollcall/plan"], checks: [], contexts_url: url },
  };
  const auditRules: ClassicProtection = {
    ...{ ...moves, enforce_admins: { url, enabled: true }, required_linear_history: { enabled: true } },
  };

  /** The branches are protected by these and by no ruleset. */
  const classic = (main: ClassicProtection, audit: ClassicProtection) => (protection: Protection) => {
    protection.rulesets.length = 0;
    protection.classic.set("main", main).set("rollcall/audit", audit);
  };
  const asking = (less: Readonly<Record<string, unknown>>): ClassicProtection => ({
    ...mainRules,
    required_pull_request_reviews: { ...reviews, ...less },
  });

  test("closes what a ruleset closes", async () => {
    expect(await checked(classic(mainRules, auditRules))).toEqual([]);
  });

  test.each<{ gap: string; main?: ClassicProtection; audit?: ClassicProtection }>([
    { gap: "critical main.reviews", main: asking({ required_approving_review_count: 0 }) },
    { gap: "critical main.code-owners", main: asking({ require_code_owner_reviews: false }) },
    { gap: "critical main.stale-approvals", main: asking({ dismiss_stale_reviews: false }) },
    { gap: "critical main.last-push", main: asking({ require_last_push_approval: false }) },
    { gap: "critical main.force-push", main: { ...mainRules, allow_force_pushes: { enabled: true } } },
    { gap: "critical main.deletion", main: { ...mainRules, allow_deletions: { enabled: true } } },
    { gap: "warning main.up-to-date", main: { ...mainRules, required_status_checks: { url, strict: false } } },
    { gap: "critical main.administrators", main: { ...mainRules, enforce_admins: { url, enabled: false } } },
    { gap: "critical main.excused", main: asking({ bypass_pull_request_allowances: { apps: [{ slug: "robot" }] } }) },
    { gap: "critical audit.force-push", audit: { ...auditRules, allow_force_pushes: { enabled: true } } },
    { gap: "critical audit.deletion", audit: { ...auditRules, allow_deletions: { enabled: true } } },
    { gap: "warning audit.linear", audit: { ...auditRules, required_linear_history: { enabled: false } } },
    { gap: "critical audit.administrators", audit: { ...auditRules, enforce_admins: { url, enabled: false } } },
  ])("leaves $gap open where it alone is", async ({ gap, main = mainRules, audit = auditRules }) => {
    expect(await checked(classic(main, audit))).toEqual([gap]);
  });

  test("and a ruleset close together what each leaves open, and nobody passes who passes one of them alone", async () => {
    const gaps = await checked((protection) => {
      drop(protection, "main", "pull_request");
      protection.classic.set("main", {
        required_pull_request_reviews: reviews,
        enforce_admins: { url, enabled: true },
      });
      protection.classic.set("rollcall/audit", { ...auditRules, enforce_admins: { url, enabled: false } });
    });
    expect(gaps).toEqual([]);
  });

  test("counts as unseen for a token without administration, where no ruleset closes what it may", async () => {
    const gaps = await checked(classic(mainRules, auditRules), "administration:write");
    expect(gaps).toContain("critical main.reviews");
    expect(gaps.filter((gap) => gap.includes("unseen"))).toEqual([
      "warning main.classic-unseen",
      "warning audit.classic-unseen",
    ]);
  });

  test.each([
    ["Branch not found", false],
    ["Not Found", true],
  ])("is unseen by an answer of 404 %s: %s", async (message, isUnseen) => {
    rig.fake.fail("repos/get-branch-protection", { kind: "says", status: 404, message });
    const gaps = await checked((protection) => drop(protection, "main", "deletion"));
    expect(gaps.includes("warning main.classic-unseen")).toBe(isUnseen);
  });
});
