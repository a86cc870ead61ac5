import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { monday, openWorkplaceInside, type Workplace } from "../support/workplace.ts";

/** A pull request that gives Kofi a role until the evening. */
const line = "- { person: e1011, role: crm-reporting, reason: REQ-7 }\n";

describe("a plan that is bound to a pull request", () => {
  let place: Workplace;
  let base: string;
  let head: string;
  beforeAll(async () => {
    place = await openWorkplaceInside();
    const signers = await place.read("policies/allowed_signers");
    await place.write("policies/allowed_signers", signers.replace(/namespaces="/, 'namespaces="rollcall-plan@v1,'));
    await commit("Let the pipeline sign plans");
    base = await place.git("rev-parse", "HEAD");
    await place.git("switch", "--quiet", "--create", "proposal");
    await place.append("assignments/2026-11.yaml", line);
    await commit("Propose");
    head = await place.git("rev-parse", "HEAD");
    await merge("result");
    expect(await bind()).toMatchObject({ code: 0 });
  });
  afterAll(() => place.close());

  const commit = async (message: string) => {
    await place.git("add", "--all");
    await place.git("commit", "--quiet", "--message", message);
  };
  /** Merges the proposal into where main was, or is, on a branch of that name. */
  const merge = async (branch: string, onto = base) => {
    await place.git("switch", "--quiet", "--create", branch, onto);
    await place.git("merge", "--quiet", "--no-ff", "--message", "Merge", "proposal");
  };
  const bind = (...more: readonly string[]) =>
    place.rollcall(
      ...["plan", "--at", monday, "--ref", "result", "--policies-from", base],
      ...["--bind", ".rollcall/record.json", "--for", "7", ...more],
    );
  const apply = (...more: readonly string[]) =>
    place.rollcall("apply", "--at", "2026-11-23T10:00:00Z", "--bound", ".rollcall/record.json", ...more);

  test("names the merge, its parents and what its changes are", async () => {
    const record = JSON.parse(await place.read(".rollcall/record.json"));
    expect(record).toMatchObject({ pullRequest: 7, head, base, at: monday });
    expect(Object.keys(record.subtrees)).toContain("assignments");
    expect(record.subtrees["assignments"]).toBe(await place.git("rev-parse", "result:assignments"));
    expect(record.changes.map(({ key }: { key: string }) => key)).toContain("crm/e1011/grant/group:crm-reporting");
  });

  test("is refused for another head, and when main has moved, and what was not shown is named", async () => {
    place.sandbox.resetCounters();
    expect(await apply("--head", base)).toMatchObject({ code: 3 });
    await place.git("switch", "--quiet", "--create", "moved", base);
    await place.append("assignments/2026-11.yaml", "- { person: e1012, role: crm-reporting, reason: REQ-8 }\n");
    await commit("Somebody else was faster");
    await place.git("merge", "--quiet", "--no-ff", "--message", "Merge", "-X", "ours", "proposal");
    const ended = await apply();
    expect(ended.code).toBe(6);
    expect(ended.stderr).toMatch(/another base, another files; not shown: .*crm\/e1012\/grant/);
    expect(place.sandbox.counters().mutating).toBe(0);
  });

  test("is refused once it has expired, and when its signature or its signer does not hold", async () => {
    await place.git("switch", "--quiet", "result");
    const late = await place.rollcall("apply", "--at", "2026-11-24T09:00:00Z", "--bound", ".rollcall/record.json");
    expect(late).toMatchObject({ code: 6, stderr: expect.stringContaining("2026-11-24T09:00:00Z") });
    const text = await place.read(".rollcall/record.json");
    await place.write(".rollcall/record.json", text.replace('"pullRequest":7', '"pullRequest":8'));
    expect(await apply()).toMatchObject({ code: 6, stderr: expect.stringContaining("signature") });
    await place.write(".rollcall/record.json", text);
  });

  test("is signed by whom the base names, whatever the proposal says", async () => {
    await place.git("switch", "--quiet", "--create", "hostile", base);
    const key = (await place.read("policies/allowed_signers")).trim().split(" ").slice(-2).join(" ");
    const program = `signer: { command: [touch, ${place.path("ran")}], publicKey: ${key} ci@meridian.example }`;
    await place.edit("rollcall.yaml", 'signer: { ssh: "$', `${program} # `);
    await commit("Choose who signs");
    const tip = await place.git("rev-parse", "HEAD");
    const ended = await place.rollcall(
      ...["plan", "--at", monday, "--ref", "hostile", "--policies-from", base, "--head", tip],
      ...["--bind", ".rollcall/hostile.json", "--for", "9"],
    );
    expect(ended).toMatchObject({ code: 0 });
    expect(await place.read(".rollcall/hostile.json.sig")).toContain("BEGIN SSH SIGNATURE");
    await expect(place.read("ran")).rejects.toThrow("ENOENT");
  });

  test("is applied from a squash of the same files, by those who agreed to what was shown, and once only", async () => {
    await place.git("switch", "--quiet", "--create", "squashed", base);
    await place.git("merge", "--quiet", "--squash", "proposal");
    await place.git("commit", "--quiet", "--message", "Squash");
    expect(await apply()).toMatchObject({ code: 3, stderr: expect.stringContaining("--head") });
    const { operations, approvals } = JSON.parse(await place.read(".rollcall/record.json"));
    const agreed = approvals.flatMap(({ from: team }: { from: string }) =>
      ["e1001", "e1049", "e1050"].map((by) => ({ operations, by, team, at: "2026-11-23T09:30:00Z" })),
    );
    await place.write(".rollcall/agreed.json", JSON.stringify(agreed));
    const approved = ["--head", head, "--approvals", ".rollcall/agreed.json"];
    expect(await apply(...approved, "--only", "crm")).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("exactly"),
    });
    const rest = await apply(...approved, "--only", "ide-vendor");
    expect(rest).toMatchObject({ code: 0, stderr: expect.stringMatching(/part of what was shown.*crm\//) });
  });
});
