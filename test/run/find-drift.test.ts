import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DriftPlace } from "./drift-place.ts";

/** A plan for the same moment as the first would be the same one. */
const later = "2026-11-23T09:01:00Z";
const tuesday = "2026-11-24T09:00:00Z";

describe("what differs in applications", () => {
  let here: DriftPlace;
  beforeAll(async () => {
    here = await DriftPlace.open();
  });
  afterAll(() => here.close());

  test("is pending without a run, drift after somebody's hand, and pending where files or time ask for it", async () => {
    const before = await here.find();
    expect(before).toMatchObject({ run: null, drift: [] });
    expect(new Set(before.pending.map(({ why }) => why.kind))).toEqual(new Set(["no-run"]));
    await here.apply();
    await here.hand.give("crm", "crm-reporting", "e1038");
    await here.hand.take("directory", "payments-entry", "e1034");
    await here.hand.set("chat", "e1012", "active", false);
    await here.hand.set("chat", "e1013", "title", "King");
    await here.place.edit("people/roster.csv", "Hannah,Vogel,hannah", "Johanna,Vogel,hannah");
    await here.place.append("assignments/standing.yaml", "- { person: e1024, role: crm-reporting, reason: REQ-1 }\n");
    await here.commit("Rename Hannah, and let e1024 report");
    const { drift, pending } = await here.keys(tuesday);
    expect(drift).toEqual([
      "chat/e1012/enable-account since 2",
      "chat/e1013/update-account since 2",
      "crm/e1038/revoke/group:crm-reporting since 2",
      "directory/e1034/grant/group:payments-entry since 2",
    ]);
    // The emergency of e1004 is over, and e1016 joins on that day.
    expect(new Set(pending.map((text) => text.split(" ")[1]))).toEqual(new Set(["newer"]));
    expect(pending).toContain("chat/e1013/update-account newer");
    expect(pending).toContain("crm/e1024/grant/group:crm-reporting newer");
    expect(pending).toContain("directory/e1004/revoke/group:prod-db-admins newer");
    expect(pending).toContain("chat/e1016/create-account newer");
  });

  test("stays drift while applies leave it out or fail to put it back, and what they never made stays pending", async () => {
    here.place.sandbox.faults("crm").add({ kind: "status", status: 400, method: "PATCH", times: 20 });
    await here.apply({ at: later, only: ["crm"] });
    here.place.sandbox.faults("crm").clear();
    const { drift, pending } = await here.keys();
    expect(drift).toEqual([
      "chat/e1012/enable-account since 2",
      "chat/e1013/update-account since 2",
      "crm/e1038/revoke/group:crm-reporting since 2",
      "directory/e1034/grant/group:payments-entry since 2",
    ]);
    expect(pending).toContain("crm/e1024/grant/group:crm-reporting unsettled");
    expect(pending).toContain("chat/e1013/update-account unsettled");
  });

  test("is not known where an application cannot be read", async () => {
    here.place.sandbox.faults("crm").add({ kind: "status", status: 401, method: "GET", times: 20 });
    await expect(here.find()).rejects.toMatchObject({ code: "application-refused" });
  });
});
