import { mkdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodePlan } from "../../src/apply/plan-file.ts";
import { approveAll } from "../support/approve.ts";
import { monday, openWorkplaceInside, type Workplace } from "../support/workplace.ts";

describe("an application that neither shows the members of a group nor answers when asked for one", () => {
  let place: Workplace;
  let now = Date.parse(monday);
  beforeAll(async () => {
    place = await openWorkplaceInside();
    const profile = "name: quiet\nextends: aws-identity-center\nmembers: { checkBy: none }\n";
    await mkdir(place.path("profiles"));
    await place.write("profiles/quiet.yaml", profile);
    await place.edit("rollcall.yaml", "profile: aws-identity-center", "profile: quiet");
  });
  afterAll(() => place.close());

  /** Plans, agrees, applies and plans again; the directory's memberships that were changed, and what the last plan says. */
  const settle = async () => {
    const planned = await plan();
    expect(planned.code).toBe(2);
    const { changes } = decodePlan(await place.read("next.plan.json"));
    await place.write("approvals.json", JSON.stringify(approveAll(decodePlan(await place.read("next.plan.json")))));
    const applied = await place.rollcall(
      "apply",
      "next.plan.json",
      "--quiet",
      "--approvals",
      "approvals.json",
      "--at",
      at(),
    );
    expect([applied.code, applied.stderr]).toEqual([7, ""]);
    const again = await plan();
    expect(again).toMatchObject({ code: 0, stderr: "" });
    const own = changes.map(({ change }) => change).filter(({ application }) => application === "directory");
    return { keys: own.map(({ key }) => key).filter((key) => /\/(?:grant|revoke)\//.test(key)), said: again.stdout };
  };

  const at = () => new Date(now).toISOString().replace(".000Z", "Z");
  const plan = () => {
    now += 1_200_000;
    return place.rollcall("plan", "--at", at(), "--out", "next.plan.json", "--detailed-exitcode");
  };

  /** Who is in a group of the directory, as the sandbox itself has it. */
  const membersOf = (group: string) => {
    const { groups, users } = place.sandbox.snapshot("directory");
    const people = new Map(users.map(({ id, externalId }) => [id, externalId]));
    const members = groups.find(({ displayName }) => displayName === group)?.["members"];
    return Array.isArray(members) ? members.map((id) => people.get(id)) : [];
  };

  test("gives joiners their groups and does not plan them again", async () => {
    await settle();
    expect(membersOf("engineering")).toContain("e1014");
    expect(membersOf("engineering")).not.toContain("e1024");
  });

  test("moves somebody from one group to another, and takes from a mover and a leaver what the ledger says it gave", async () => {
    const row = "Katarina,Novák,katarina.novak@meridian.example,e1023,2020-03-02,,";
    await place.edit("people/roster.csv", `${row}Sales,Account executive`, `${row}Engineering,Software engineer`);
    expect((await settle()).keys).toEqual(["directory/e1024/grant/group:engineering"]);
    expect(membersOf("engineering")).toContain("e1024");
    await place.edit("people/roster.csv", `${row}Engineering,Software engineer`, `${row}Sales,Account executive`);
    await place.edit("people/roster.csv", "e1014,employee,active", "e1014,employee,left");
    const { keys, said } = await settle();
    expect(keys.toSorted()).toEqual([
      "directory/e1014/revoke/group:engineering",
      "directory/e1014/revoke/group:staff",
      "directory/e1024/revoke/group:engineering",
    ]);
    expect(membersOf("engineering")).not.toContain("e1024");
    for (const group of ["engineering", "staff"]) expect(membersOf(group)).not.toContain("e1014");
    expect(said).toContain("Memberships that cannot be verified");
  });
});
