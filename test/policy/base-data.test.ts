import { expect, test } from "vitest";
import { baseData } from "../../src/policy/base-data.ts";
import { anOrganization, aRole } from "../support/people.ts";

const strict = aRole({ name: "payer", risk: 80, owner: "security", excludes: ["approver"], maxDuration: 1000 });
const weak = aRole({ name: "payer", risk: 5, owner: "friends", excludes: ["reader"], maxDuration: null });
const others = [aRole({ name: "approver" }), aRole({ name: "reader" })];

test("a proposal cannot make a role weaker for the policies of the base", () => {
  const base = anOrganization({ roles: [strict, ...others], thresholds: { limit: 1 } });
  const proposal = anOrganization({ roles: [weak, ...others], thresholds: { limit: 1000 } });
  const data = baseData(base, proposal);
  expect(data.roles["payer"]).toMatchObject({ risk: 80, owner: "security", maxDuration: 1000 });
  expect(data.roles["payer"]?.excludes).toEqual(["approver", "reader"]);
  expect(data.roles["approver"]?.excludes).toEqual(["payer"]);
  expect(data.thresholds).toEqual({ limit: 1 });
});

test("a proposal may make a role stricter, and add one", () => {
  const base = anOrganization({ roles: [aRole({ name: "payer", risk: 5, maxDuration: 1000 })] });
  const proposal = anOrganization({
    roles: [aRole({ name: "payer", risk: 80, maxDuration: 500 }), aRole({ name: "new", risk: 30 })],
  });
  expect(baseData(base, proposal).roles).toMatchObject({ payer: { risk: 80, maxDuration: 500 }, new: { risk: 30 } });
});
