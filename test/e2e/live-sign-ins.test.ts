import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodePlan } from "../../src/apply/plan-file.ts";
import { approveAll } from "../support/approve.ts";
import { monday, openWorkplaceInside, type Workplace } from "../support/workplace.ts";

const file = "pools/notices/ide.yaml";
const attribute = "urn:example:params:scim:schemas:extension:activity:1.0:User:lastSignIn";
/** Notices of Monday the 23rd are over with the end of the 30th. */
const over = "2026-12-01T00:00:00Z";
const september = "2026-09-30T08:12:00Z";
const lena = "lena.hartmann@meridian.example";
const told = ["e1005", "e1006"];
const release = "ide-vendor/e1005/release-seat/ide";

describe("an unused seat, from the attribute of an account to the reclaim, by the command line alone", () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await openWorkplaceInside();
    const orphans = "    orphans: disable\n";
    await place.edit("rollcall.yaml", orphans, `${orphans}    signIns: { attribute: ${attribute} }\n`);
    await commit("Read sign-ins over SCIM");
    expect(await make(monday)).toMatchObject({ code: 0 });
    for (const id of told) place.sandbox.signIn("ide-vendor", userName(id), september);
    place.sandbox.signIn("ide-vendor", userName("e1002"), "2026-11-22T18:00:00Z");
  });
  afterAll(() => place.close());

  function userName(id: string): string {
    const found = place.sandbox.snapshot("ide-vendor").users.find((each) => each["externalId"] === id);
    return String(found?.["userName"]);
  }
  async function commit(message: string): Promise<void> {
    await place.git("add", "--all");
    await place.git("commit", "--quiet", "--message", message);
  }
  async function make(at: string) {
    await planned(at);
    await place.write("approvals.json", JSON.stringify(approveAll(decodePlan(await place.read("next.plan.json")))));
    return place.rollcall("apply", "next.plan.json", "--quiet", "--approvals", "approvals.json", "--at", at);
  }
  async function planned(at: string) {
    await place.rollcall("plan", "--at", at, "--out", "next.plan.json");
    const plan = decodePlan(await place.read("next.plan.json"));
    const ours = plan.changes.map(({ change }) => change).filter(({ person }) => told.includes(person ?? ""));
    const seats = ours.filter((change) => "pool" in change && change.pool === "ide");
    return { seats, keys: seats.map(({ key }) => key), findings: plan.findings.map(({ kind }) => kind), plan };
  }
  async function notices(at: string, ...flags: readonly string[]) {
    const { code, stdout } = await place.rollcall("seats", "notices", "--at", at, "--format", "json", ...flags);
    expect(code).toBe(0);
    return JSON.parse(stdout).pools.find(({ pool }: { readonly pool: string }) => pool === "ide");
  }

  test("who has stayed away is to be told; who shows nothing is not known of", async () => {
    const found = await notices(monday, "--write");
    expect(found.evidence).toEqual({ source: { kind: "attribute", attribute }, newest: monday, isFresh: true });
    expect(found.tell).toMatchObject([
      { person: "e1005", email: lena, lastSignIn: september, reclaim: over },
      { person: "e1006", lastSignIn: september, reclaim: over },
    ]);
    expect(found.unknown).toContain("e1001");
    expect(found.unknown).not.toContain("e1002");
    expect(await place.read(file)).toBe(found.file.text);
    await commit("Notice");
  });

  test("nothing is taken before the grace is over, and a sign-in is no change of the live state", async () => {
    const before = await planned("2026-11-30T23:59:59Z");
    expect(before.keys).toEqual([]);
    place.sandbox.signIn("ide-vendor", userName("e1006"), "2026-11-30T08:00:00Z");
    const after = await planned("2026-11-30T23:59:59Z");
    expect(after.keys).toEqual([]);
    expect(after.plan.basis.live).toEqual(before.plan.basis.live);
  });

  test("while the listing cannot be trusted nothing is taken", async () => {
    place.sandbox.faults("ide-vendor").add({ kind: "page-cut", path: "/Users", times: 10 });
    expect((await planned(over)).keys).toEqual([]);
    place.sandbox.faults("ide-vendor").clear();
  });

  test("then the seat of whoever stayed away goes back, and of whoever came back it does not", async () => {
    const { seats, keys } = await planned(over);
    expect(keys).toEqual([release]);
    const reasons = seats.find(({ key }) => key === release)?.because;
    expect(reasons).toMatchObject([{ kind: "pool", pool: "ide", at: { file, line: 3 } }]);
    expect(JSON.stringify(reasons)).toContain(attribute);
  });

  test("a plan to take it is stale once its holder has signed in again", async () => {
    await planned(over);
    await place.write("approvals.json", JSON.stringify(approveAll(decodePlan(await place.read("next.plan.json")))));
    place.sandbox.signIn("ide-vendor", lena, "2026-11-30T23:00:00Z");
    const words = ["apply", "next.plan.json", "--quiet", "--approvals", "approvals.json", "--at", over];
    const refused = await place.rollcall(...words);
    expect(refused.code).toBe(6);
    expect(refused.stderr).toContain("signed in");
    place.sandbox.signIn("ide-vendor", lena, september);
  });

  test("the reclaim is made, and the next plan leaves it at that", async () => {
    expect(await make(over)).toMatchObject({ code: 0 });
    const { keys, findings } = await planned(over);
    expect(keys).toEqual([]);
    expect(findings).toContain("seat-reclaimed");
    const found = await notices(over);
    expect(found).toMatchObject({ reclaimed: ["e1005"], tell: [] });
    expect(found.spent).toMatchObject([{ person: "e1006" }]);
  });

  test("the report on seats knows who does not use one", async () => {
    place.sandbox.signIn("ide-vendor", userName("e1006"), september);
    const { stdout } = await place.rollcall("seats", "--at", over, "--format", "json");
    const pool = JSON.parse(stdout).pools.find((each: { readonly pool: string }) => each.pool === "ide");
    expect(pool.waste.idle.seats).toEqual([{ person: "e1006", lastUse: september }]);
  });

  test("who signs in again asks for a seat like anybody", async () => {
    place.sandbox.signIn("ide-vendor", lena, "2026-12-02T08:00:00Z");
    const { keys, plan } = await planned("2026-12-02T09:00:00Z");
    const waits = plan.waiting.some(({ person, pool }) => pool === "ide" && person === "e1005");
    expect(waits || keys.includes("ide-vendor/e1005/assign-seat/ide")).toBe(true);
  });
});
