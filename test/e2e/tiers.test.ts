import { mkdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodePlan } from "../../src/apply/plan-file.ts";
import { approveAll } from "../support/approve.ts";
import { monday, openWorkplaceInside, type Workplace } from "../support/workplace.ts";

const viewerPool = `name: design-viewer
application: ide-vendor
seat: { role: design-viewer }
quota: { global: 1 }
tier: { of: design, rank: 1 }
`;

describe("a product in tiers where an account holds one role", () => {
  let place: Workplace;
  let now = Date.parse(monday);
  beforeAll(async () => {
    place = await openWorkplaceInside();
    await mkdir(place.path("profiles"));
    const role = "role: { attribute: roles, cardinality: one }";
    await place.write("profiles/tiers.yaml", `name: tiers\nextends: generic\n${role}\n`);
    const vendor = "  ide-vendor:\n    connector: scim\n    profile:";
    await place.edit("rollcall.yaml", `${vendor} generic`, `${vendor} tiers`);
    await place.write("pools/design-viewer.yaml", viewerPool);
    await place.edit("pools/design-suite.yaml", "whenFull: deny", "whenFull: wait");
    await place.edit("pools/design-suite.yaml", "lisbon: 3", "lisbon: 2");
    await place.append("pools/design-suite.yaml", "tier: { of: design, rank: 2 }\n");
    await place.append("roles/designer.yaml", "  - { pool: design-viewer }\n");
    expect((await settle()).code).toBe(0);
  });
  afterAll(() => place.close());

  /** Plans, agrees and applies; the changes of the vendor's tiers in their order, and how it ended. */
  const settle = async (...args: readonly string[]) => {
    now += 1_200_000;
    const at = new Date(now).toISOString().replace(".000Z", "Z");
    const planned = await place.rollcall("plan", ...args, "--at", at, "--out", "next.plan.json");
    expect(planned).toMatchObject({ code: 0, stderr: "" });
    const plan = decodePlan(await place.read("next.plan.json"));
    await place.write("approvals.json", JSON.stringify(approveAll(plan)));
    const before = place.sandbox.counters("ide-vendor").mutating;
    const apply = ["apply", "next.plan.json", "--quiet", "--approvals", "approvals.json", "--at", at];
    const { code, stdout } = await place.rollcall(...apply);
    const keys = plan.changes.map(({ change }) => change.key).filter((key) => key.includes("/design-"));
    const requests = place.sandbox.counters("ide-vendor").mutating - before;
    return { code, stdout, text: planned.stdout, keys: keys.map((key) => key.replace("ide-vendor/", "")), requests };
  };

  const tiers = () => {
    const held = place.sandbox.snapshot("ide-vendor").users.map(({ externalId, roles }) => {
      return [externalId, `${JSON.stringify(roles ?? [])}`.match(/design-(?:editor|viewer)/g) ?? []] as const;
    });
    return Object.fromEntries(held.filter(([, own]) => own.length > 0).map(([id, own]) => [`${id}`, own]));
  };

  test("gives everybody the better tier while there is one for each", () => {
    const all = ["e1018", "e1019", "e1020", "e1021", "e1022", "c2004"].map((id) => [id, ["design-editor"]]);
    expect(tiers()).toEqual(Object.fromEntries(all));
  });

  test("moves down whom a smaller quota has no seat for, the new seat before the old, and says so", async () => {
    await place.edit("pools/design-suite.yaml", "global: 2", "global: 1");
    const { code, text, keys, requests } = await settle();
    expect([code, keys]).toEqual([0, ["c2004/assign-seat/design-viewer", "c2004/release-seat/design-suite"]]);
    expect(text).toContain("downgrade design: design-suite -> design-viewer");
    expect(requests).toBe(1);
    expect(tiers()).toMatchObject({ c2004: ["design-viewer"], e1021: ["design-editor"] });
  });

  test("lets two change places between full tiers", async () => {
    await place.append("pools/design-suite.yaml", "priority: [{ kind: contractor }]\n");
    const { code, keys } = await settle();
    expect([code, keys]).toEqual([
      0,
      [
        "e1021/release-seat/design-suite",
        "c2004/assign-seat/design-suite",
        "c2004/release-seat/design-viewer",
        "e1021/assign-seat/design-viewer",
      ],
    ]);
    expect(tiers()).toMatchObject({ c2004: ["design-editor"], e1021: ["design-viewer"] });
  });

  test("moves up again when there is a seat, and has nothing more to do then", async () => {
    await place.edit("pools/design-suite.yaml", "global: 1", "global: 2");
    const { code, text } = await settle();
    expect(code).toBe(0);
    expect(text).toContain("upgrade design: design-viewer -> design-suite");
    expect(tiers()).toMatchObject({ c2004: ["design-editor"], e1021: ["design-editor"] });
    expect((await settle()).keys).toEqual([]);
  });

  test("goes back to the tier before when a run is undone", async () => {
    const { keys } = await settle("--undo", "8");
    expect(keys).toEqual(["e1021/assign-seat/design-viewer", "e1021/release-seat/design-suite"]);
    expect(tiers()).toMatchObject({ e1021: ["design-viewer"] });
  });
});
