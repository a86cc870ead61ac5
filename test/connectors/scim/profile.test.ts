import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Compile } from "typebox/compile";
import { describe, expect, test } from "vitest";
import { abilities, irreversible } from "../../../src/connectors/scim/abilities.ts";
import { profileSchema } from "../../../src/connectors/scim/profile.ts";
import { profileByName, profiles } from "../../../src/connectors/scim/profile-by-name.ts";

describe("the profiles that come with Rollcall", () => {
  const validator = Compile(profileSchema);
  const folder = fileURLToPath(new URL("../../../src/connectors/scim/profiles/", import.meta.url));

  test.each(profiles.map((profile) => [profile.name, profile] as const))("%s keeps the schema", (name, profile) => {
    expect([...validator.Errors(profile)]).toEqual([]);
    expect(profileByName(name)).toBe(profile);
    expect(profile.sources.length).toBeGreaterThan(0);
  });

  test("are in files of their names, the generic one first, and are called by different names", async () => {
    const files = (await readdir(folder)).map((name) => name.replace(/\.ts$/, ""));
    const homeless = profiles.filter(({ name }) => !files.some((file) => name === file || name.startsWith(`${file}-`)));
    expect(homeless).toEqual([]);
    expect(profiles[0]?.name).toBe("generic");
    expect(new Set(profiles.map(({ title }) => title)).size).toBe(profiles.length);
    expect(new Set(profiles.map(({ name }) => name)).size).toBe(profiles.length);
  });

  test("promise nothing that SCIM cannot do", () => {
    for (const profile of profiles) expect(abilities(profile).has("end-sessions")).toBe(false);
  });

  test("keep what they say of themselves together", () => {
    for (const { name, members, attributes, required, filter, deactivate, ...profile } of profiles) {
      // What cannot be changed later may be asked for and not compared.
      const isFixed = profile.cannot.includes("update-account");
      const lost = required.filter((attribute) => !isFixed && !attributes.includes(attribute));
      expect(lost, name).toEqual([]);
      if (members === null && profile.license === null && profile.role === null)
        expect(profile.cannot, name).toEqual(expect.arrayContaining(["grant", "revoke"]));
      expect(profile.creation.carries, name).toEqual(expect.arrayContaining(profile.creation.requires));
      for (const type of profile.creation.carries) expect(profile[type], name).not.toBeNull();
      if (filter.users.length === 0) expect(filter.zeroMeansUnknown, name).toBe(true);
      if (deactivate.effect === "deletes") expect(deactivate.reversible, name).toBe(false);
    }
  });

  test("cannot delete where DELETE leaves the account in the listing", () => {
    const unable = profiles.filter((profile) => !abilities(profile).has("delete-account")).map(({ name }) => name);
    expect(unable.sort()).toEqual(["launchdarkly", "salesforce", "slack"]);
    expect(profileByName("no-such-profile")).toBeUndefined();
  });

  test("that break the schema are seen", () => {
    const [generic] = profiles;
    expect(validator.Check({ ...generic, name: "Not A Name" })).toBe(false);
    expect(validator.Check({ ...generic, surprise: true })).toBe(false);
    expect(validator.Check({ ...generic, headers: { authorization: "Bearer x" } })).toBe(false);
    expect(validator.Check({ ...generic, headers: { accept: "a\r\nb: c" } })).toBe(false);
  });
});

describe("what cannot be undone", () => {
  const kindsOf = (name: string) => [...irreversible(profileByName(name) ?? profileOf(name)).keys()].sort();

  test("is switching off where that deletes the account", () => {
    expect(kindsOf("pagerduty")).toEqual(["delete-account", "disable-account"]);
    expect(kindsOf("github-organization")).toEqual(["delete-account", "disable-account"]);
  });

  test("is deleting where the account is gone, erased or unlinked", () => {
    expect(kindsOf("generic")).toEqual(["delete-account"]);
    expect(kindsOf("github-enterprise-managed-users")).toEqual(["delete-account"]);
    expect(kindsOf("atlassian")).toEqual(["delete-account"]);
  });

  test("is nothing that the service does not do at all", () => {
    expect(kindsOf("slack")).toEqual([]);
    expect(kindsOf("salesforce")).toEqual([]);
  });

  test("has a reason each time", () => {
    for (const profile of profiles)
      for (const reason of irreversible(profile).values()) expect(reason.length).toBeGreaterThan(10);
  });
});

function profileOf(name: string): never {
  throw new Error(`there is no profile ${name}`);
}
