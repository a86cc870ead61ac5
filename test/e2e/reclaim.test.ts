import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodePlan } from "../../src/apply/plan-file.ts";
import { approveAll } from "../support/approve.ts";
import { monday, openWorkplaceInside, type Workplace } from "../support/workplace.ts";

const file = "pools/notices/ide.yaml";
const evidence = "people/sign-ins.csv";
/** Notices of Monday the 23rd are over with the end of the 30th. */
const over = "2026-12-01T00:00:00Z";

describe("an unused seat, from the evidence to the reclaim, by the command line alone", () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await openWorkplaceInside();
    await place.edit(
      "rollcall.yaml",
      "    orphans: disable\n",
      `    orphans: disable\n    signIns: { path: ${evidence}, columns: { lastSignIn: Last sign-in (UTC) } }\n`,
    );
    await told("2026-11-22T18:00:00Z");
    await make(monday);
  });
  afterAll(() => place.close());

  /** Lena Hartmann (e1005) has not signed in since September, and Diego Salazar (e1006) never has; the feed is as new as `newest`. */
  async function told(newest: string): Promise<void> {
    const rows = [
      ["ingrid.solberg@meridian.example", newest],
      ["LENA.Hartmann@meridian.example", "2026-09-30T08:12:00Z"],
      ["diego.salazar@meridian.example", ""],
    ];
    await place.write(evidence, ["userName,Last sign-in (UTC)", ...rows.map(String), ""].join("\n"));
    await commit("Feed");
  }
  async function commit(message: string): Promise<void> {
    await place.git("add", "--all");
    await place.git("commit", "--quiet", "--message", message);
  }
  async function make(at: string): Promise<void> {
    await planned(at);
    await place.write("approvals.json", JSON.stringify(approveAll(decodePlan(await place.read("next.plan.json")))));
    const words = ["apply", "next.plan.json", "--quiet", "--approvals", "approvals.json", "--at", at];
    expect(await place.rollcall(...words)).toMatchObject({ code: 0 });
  }
  async function planned(at: string) {
    await place.rollcall("plan", "--at", at, "--out", "next.plan.json");
    const plan = decodePlan(await place.read("next.plan.json"));
    const seats = plan.changes
      .map(({ change }) => change)
      .filter((change) => "pool" in change && change.pool === "ide");
    const keys = seats.filter(({ person }) => person === "e1005").map(({ key }) => key);
    return { seats, keys, findings: plan.findings.map(({ kind }) => kind) };
  }
  async function notices(at: string, ...flags: readonly string[]) {
    const { code, stdout } = await place.rollcall("seats", "notices", "--at", at, "--format", "json", ...flags);
    expect(code).toBe(0);
    return JSON.parse(stdout).pools.find(({ pool }: { readonly pool: string }) => pool === "ide");
  }

  test("those who do not use theirs are to be told, and nothing is written unless it is asked for", async () => {
    const found = await notices(monday);
    expect(found).toMatchObject({ isReadable: true, evidence: { isFresh: true }, spent: [], reclaimed: [] });
    expect(found.tell).toEqual([
      {
        person: "e1005",
        name: "Lena Hartmann",
        email: "lena.hartmann@meridian.example",
        lastSignIn: "2026-09-30T08:12:00Z",
        reclaim: over,
      },
      expect.objectContaining({ person: "e1006", lastSignIn: null, reclaim: "2027-01-08T00:00:00Z" }),
    ]);
    expect(found.unknown).toContain("e1002");
    await expect(place.read(file)).rejects.toThrow();
    expect((await planned(monday)).findings).toContain("seat-unused");
  });

  test("the notices are written once, and what was written is what was printed", async () => {
    const { stdout } = await place.rollcall("seats", "notices", "--at", monday);
    expect(stdout).toContain("lena.hartmann@meridian.example");
    const found = await notices(monday, "--write");
    expect(await place.read(file)).toBe(found.file.text);
    for (const line of found.file.text.trimEnd().split("\n")) expect(stdout).toContain(line);
    await commit("Notice");
    expect(await notices(monday)).toMatchObject({ tell: [], spent: [], file: null });
    expect((await planned(monday)).findings).not.toContain("seat-unused");
  });

  test("with stale evidence nothing is taken, and the plan says so", async () => {
    const { keys, findings } = await planned(over);
    expect(keys).toEqual([]);
    expect(findings).toContain("sign-ins-stale");
  });

  test("once the grace is over the seat goes to the next in the same plan", async () => {
    await told("2026-11-30T18:00:00Z");
    expect((await planned("2026-11-30T23:59:59Z")).keys).toEqual([]);
    // The evidence ends before the grace: the notice may have brought them back since.
    expect((await planned(over)).keys).toEqual([]);
    await told(over);
    const { seats, keys } = await planned(over);
    expect(keys).toEqual(["ide-vendor/e1005/release-seat/ide"]);
    expect(seats.find(({ key }) => key === keys[0])?.because).toMatchObject([{ kind: "pool", at: { file, line: 3 } }]);
    await make(over);
  });

  test("the next plans leave it at that, whatever becomes of the evidence", async () => {
    for (const at of [over, "2026-12-24T09:00:00Z"]) {
      const { keys, findings } = await planned(at);
      expect(keys).toEqual([]);
      expect(findings).toContain("seat-reclaimed");
    }
    expect(await notices(over)).toMatchObject({ tell: [], reclaimed: ["e1005"], file: null });
    const { stdout } = await place.rollcall("why", "e1005", "ide-vendor", "--at", over);
    expect(stdout).toMatch(/kept out.*pools\/notices\/ide\.yaml:3/s);
  });

  test("without the line the person asks for a seat like anybody", async () => {
    const lines = (await place.read(file)).split("\n").filter((line) => !line.includes("e1005"));
    await place.write(file, lines.join("\n"));
    await commit("Give it back");
    const { keys } = await planned(over);
    const waiting = decodePlan(await place.read("next.plan.json")).waiting.map(
      ({ pool, person }) => `${pool} ${person}`,
    );
    expect(keys.length === 0 ? waiting : keys).toContain(
      keys.length === 0 ? "ide e1005" : "ide-vendor/e1005/assign-seat/ide",
    );
  });

  test("a sign-in makes a notice void, and the last one takes the file with it", async () => {
    await place.edit(evidence, "diego.salazar@meridian.example,", "diego.salazar@meridian.example,2026-11-30");
    const found = await notices(over, "--write");
    expect(found.spent).toMatchObject([{ person: "e1006" }]);
    expect(found.file).toEqual({ path: file, text: null });
    await expect(place.read(file)).rejects.toThrow();
  });

  test("a commit is never written into, and other words are refused", async () => {
    const words = ["seats", "notices", "--at", over, "--ref", "HEAD", "--write"];
    expect(await place.rollcall(...words)).toMatchObject({ code: 3 });
    expect(await place.rollcall("seats", "notices", "ide")).toMatchObject({ code: 3 });
    expect(await place.rollcall("seats", "notes")).toMatchObject({ code: 3 });
  });
});
