import { Compile } from "typebox/compile";
import { describe, expect, test } from "vitest";
import { abilities } from "../../../src/connectors/scim/abilities.ts";
import { profileSchema } from "../../../src/connectors/scim/profile.ts";
import { profileByName, profiles } from "../../../src/connectors/scim/profile-by-name.ts";

describe("the profiles that come with Rollcall", () => {
  const validator = Compile(profileSchema);

  test.each(profiles.map((profile) => [profile.name, profile] as const))("%s keeps the schema", (name, profile) => {
    expect([...validator.Errors(profile)]).toEqual([]);
    expect(profileByName(name)).toBe(profile);
  });

  test("have different names", () => {
    expect(new Set(profiles.map(({ name }) => name)).size).toBe(profiles.length);
  });

  test("promise nothing that SCIM cannot do", () => {
    for (const profile of profiles) expect(abilities(profile).has("end-sessions")).toBe(false);
  });

  test("say what a service cannot do", () => {
    expect(
      profiles
        .filter((profile) => !abilities(profile).has("delete-account"))
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["github-enterprise-managed-users", "slack"]);
    expect(profileByName("no-such-profile")).toBeUndefined();
  });

  test("that break the schema are seen", () => {
    const [generic] = profiles;
    expect(validator.Check({ ...generic, name: "Not A Name" })).toBe(false);
    expect(validator.Check({ ...generic, surprise: true })).toBe(false);
  });
});
