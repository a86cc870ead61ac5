import { expect, test } from "vitest";
import { policyData } from "../../src/policy/policy-data.ts";
import { aBirthright, anApplication, anOrganization, aPool, aRole } from "../support/people.ts";

test("shows roles with their exclusions from both sides", () => {
  const roles = [
    aRole({ name: "payer", excludes: ["approver"], risk: 30, birthright: [aBirthright({ department: ["Finance"] })] }),
    aRole({ name: "approver", excludes: ["payer", "auditor"], maxDuration: 1000 }),
    aRole({ name: "auditor" }),
  ];
  const data = policyData(anOrganization({ roles }));
  expect(data.roles["payer"]).toEqual({
    title: "payer",
    owner: "platform",
    risk: 30,
    excludes: ["approver"],
    birthright: true,
    maxDuration: null,
  });
  expect(data.roles["approver"]).toMatchObject({
    excludes: ["auditor", "payer"],
    birthright: false,
    maxDuration: 1000,
  });
  expect(data.roles["auditor"]?.excludes).toEqual(["approver"]);
});

test("shows thresholds as written, pools and applications by name", () => {
  const organization = anOrganization({
    thresholds: { a: { b: 1 } },
    pools: [aPool({ granted: 4 })],
    applications: [anApplication({ leaver: { kind: "delete", after: 5 } })],
  });
  const data = policyData(organization);
  expect(data.thresholds).toEqual({ a: { b: 1 } });
  expect(data.pools["ide"]).toMatchObject({ application: "ide-vendor", quota: { eu: 10 }, overflow: 2, granted: 4 });
  expect(data.applications["chat"]).toMatchObject({ leaver: "delete", profile: "generic", unmanaged: "report" });
});

test("tells neither addresses nor secrets", () => {
  expect(JSON.stringify(policyData(anOrganization()))).not.toMatch(/TOKEN|http/);
});

test("survives names that mean something to JavaScript", () => {
  const data = policyData(anOrganization({ roles: [aRole({ name: "__proto__", excludes: ["constructor"] })] }));
  expect(JSON.stringify(data.roles)).toContain('"__proto__":{"title"');
});
