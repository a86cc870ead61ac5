import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noReviews } from "../../src/model/approval.ts";
import type { Plan } from "../../src/model/plan.ts";
import { systemDisk } from "../../src/ports/disk.ts";
import { openGit } from "../../src/ports/git.ts";
import { consentFor } from "../../src/run/consent.ts";
import type { FilesWorld } from "../../src/run/read-files.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { anOrganization, aPerson } from "../support/people.ts";
import { aPlan } from "../support/plan.ts";
import { aRepository } from "../support/written.ts";

const root = mkdtempSync(join(tmpdir(), "rollcall-consent-"));
const git = (...args: readonly string[]) =>
  execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@acme.example", "-C", root, ...args], {
    encoding: "utf8",
  });
let world: FilesWorld;
let base = "";

beforeAll(async () => {
  git("init", "--quiet");
  const files = { ...aRepository, "policies/teams.yaml": "finance: [e1002]\nplatform: [e1001]\n" };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  git("add", "--all");
  git("commit", "--quiet", "--message", "Begin");
  base = git("rev-parse", "HEAD").trim();
  world = { disk: systemDisk, git: await openGit(root), root, clock: new FakeClock() };
});
afterAll(() => rmSync(root, { recursive: true }));

/** What a proposal makes of it: its author is in every team, and is called like somebody else. */
const proposal = anOrganization({
  people: [aPerson({ id: "e9", attributes: { login: "e1001" } })],
  teams: new Map([["platform", ["e9"]]]),
});
const planOn = (wish: Partial<Plan["basis"]>) => aPlan({ basis: { ...aPlan().basis, ...wish } });
const consent = (wish: Partial<Plan["basis"]>) =>
  consentFor(world, { plan: planOn(wish), organization: proposal, reviews: { ...noReviews, proposers: ["octo"] } });

describe("whom to believe", () => {
  test("is what the files say where nobody else judges", async () => {
    expect(await consent({})).toMatchObject({ people: proposal.people, teams: proposal.teams, expire: null });
  });

  test("is what the base says where one judges: no proposal says who may approve it", async () => {
    const { people, teams, expire } = await consent({ base: { commit: base, policy: "x" } });
    expect(people.map(({ id }) => id)).toEqual(["e1001", "e1002", "e1003"]);
    expect(teams?.get("platform")).toEqual(["e1001"]);
    expect(expire).toBe(72 * 3_600_000);
  });

  test("never are those whom the plan or the reviews name as proposers", async () => {
    const { reviews } = await consent({ proposers: ["e9"] });
    expect(reviews.proposers).toEqual(["octo", "e9"]);
  });

  test("cannot be said by a base that is not there", async () => {
    await expect(consent({ base: { commit: "f".repeat(40), policy: "x" } })).rejects.toMatchObject({
      code: "input-invalid",
    });
  });
});
