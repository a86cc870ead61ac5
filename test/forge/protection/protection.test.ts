import { Octokit } from "octokit";
import { describe, expect, test } from "vitest";
import { protectionGaps } from "../../../src/forge/protection-gaps.ts";
import { readDefaultBranch, readProtection } from "../../../src/forge/read-protection.ts";
import { openProtection, protectedSettings, type Settings } from "./fake-protection.ts";

const paths = ["rollcall.yaml", "policies/", "audit/", ".github/"];

async function checked(change: (settings: Settings) => unknown) {
  const settings = protectedSettings();
  change(settings);
  const forge = await openProtection(settings);
  try {
    const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    const github = new Octokit({
      baseUrl: forge.url,
      retry: { enabled: false },
      throttle: { enabled: false },
      log: quiet,
    });
    const where = { github, repo: { owner: "acme", repo: "access" } };
    const branches = { main: await readDefaultBranch(where), audit: "rollcall/audit" };
    const gaps = protectionGaps(await readProtection(where, branches), { ...branches, paths });
    return { gaps: gaps.map(({ gap, severity }) => `${severity} ${gap}`), calls: forge.calls };
  } finally {
    await forge.close();
  }
}

/** What may be wrong, and what it is called. */
const weaknesses: readonly (readonly [string, (settings: Settings) => unknown])[] = [
  ["critical main.reviews", ({ rules }) => set(rules, "required_approving_review_count", 0)],
  ["critical main.code-owners", ({ rules }) => set(rules, "require_code_owner_review", false)],
  ["critical main.stale-approvals", ({ rules }) => set(rules, "dismiss_stale_reviews_on_push", false)],
  ["critical main.last-push", ({ rules }) => set(rules, "require_last_push_approval", false)],
  ["critical main.force-push", ({ rules }) => drop(rules, "main", "non_fast_forward")],
  ["critical main.deletion", ({ rules }) => drop(rules, "main", "deletion")],
  ["warning main.up-to-date", ({ rules }) => drop(rules, "main", "required_status_checks")],
  ["critical audit.force-push", ({ rules }) => drop(rules, "rollcall/audit", "non_fast_forward")],
  ["critical audit.deletion", ({ rules }) => drop(rules, "rollcall/audit", "deletion")],
  ["warning audit.linear", ({ rules }) => drop(rules, "rollcall/audit", "required_linear_history")],
  ["critical tags.update", ({ tags }) => only(tags, "deletion")],
  ["critical tags.deletion", ({ tags }) => only(tags, "update")],
  ["critical secrets.shared", (settings) => Object.assign(settings, { secrets: ["CHAT_TOKEN"] })],
  ["warning secrets.unseen", (settings) => Object.assign(settings, { secrets: null })],
  ["critical environment.rollcall.branches", ({ environments }) => environment(environments, "rollcall", null)],
  [
    "critical environment.rollcall-plan.branches",
    ({ environments }) => environment(environments, "rollcall-plan", ["main", "release/*"]),
  ],
  [
    "critical environment.approve-security.self-review",
    ({ environments }) => Object.assign(environments["approve-security"] ?? {}, { preventsSelfReview: false }),
  ],
  ["warning environment.rollcall.missing", ({ environments }) => Reflect.deleteProperty(environments, "rollcall")],
  [
    "critical code-owners.policies/",
    (settings) => Object.assign(settings, { codeOwners: `${settings.codeOwners}/policies/thresholds.yaml\n` }),
  ],
];

function set(rules: Settings["rules"], name: string, value: unknown): void {
  const parameters = rules["main"]?.["pull_request"];
  if (parameters != null) parameters[name] = value;
}

function only(tags: Settings["tags"], rule: string): void {
  tags.rules = [rule];
}

function drop(rules: Settings["rules"], branch: string, type: string): void {
  delete rules[branch]?.[type];
}

function environment(all: Settings["environments"], name: string, branches: readonly string[] | null): void {
  all[name] = { branches, reviewers: 0, preventsSelfReview: false };
}

describe("the protection of a repository", () => {
  test("has no gap where everything is set, and is looked at by reads alone", async () => {
    const { gaps, calls } = await checked(() => {});
    expect(gaps).toEqual([]);
    expect(calls.filter((call) => !call.startsWith("GET "))).toEqual([]);
  });

  test.each(weaknesses)("%s is found when it alone is open", async (gap, weaken) => {
    expect((await checked(weaken)).gaps).toEqual([gap]);
  });

  test("names who may pass over the rules of both branches, and says when it may not see them", async () => {
    const somebody = await checked((settings) => {
      settings.bypass = [{ actor_type: "RepositoryRole", actor_id: 5 }];
    });
    expect(somebody.gaps).toEqual(["critical main.bypass", "critical audit.bypass"]);
    const unseen = await checked((settings) => {
      settings.bypass = null;
    });
    expect(unseen.gaps).toEqual(["warning main.bypass-unseen", "warning audit.bypass-unseen"]);
  });

  test("is open everywhere when nothing is set", async () => {
    const { gaps } = await checked((settings) => {
      Object.assign(settings, { rules: {}, environments: {}, codeOwners: null });
      settings.tags.enforcement = "disabled";
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
    const { gaps } = await checked(({ tags }) => Object.assign(tags, { include: [pattern] }));
    expect(gaps).toEqual(expected);
  });

  test("what cannot be read stops the check", async () => {
    await expect(checked((settings) => Object.assign(settings, { refused: "/environments" }))).rejects.toMatchObject({
      status: 404,
    });
  });
});
