import { Compile } from "typebox/compile";
import { describe, expect, test } from "vitest";
import { profileSchema } from "../../src/connectors/scim/profile.ts";
import { profileByName } from "../../src/connectors/scim/profile-by-name.ts";
import { directoryTree } from "../../src/document/tree.ts";
import { readProfiles, unknownProfiles } from "../../src/run/read-profiles.ts";
import { FakeDisk } from "../support/fake-disk.ts";
import { anApplication } from "../support/people.ts";

async function read(files: Readonly<Record<string, string>>) {
  const disk = new FakeDisk();
  await disk.write("/root/rollcall.yaml", new TextEncoder().encode("organization: acme\n"));
  for (const [path, text] of Object.entries(files)) await disk.write(`/root/${path}`, new TextEncoder().encode(text));
  return readProfiles(directoryTree(disk, "/root"));
}

async function mistakesIn(text: string) {
  const { diagnostics, profiles } = await read({ "profiles/intranet.yaml": text });
  expect(profiles).toEqual([]);
  return diagnostics.map(({ code, at, hint }) => [code, `${at.file}:${at.line}:${at.column}`, hint]);
}

describe("a profile of one's own", () => {
  test("says what differs, part by part, and is whole", async () => {
    const text = `name: intranet
extends: gitlab
title: Intranet
paging: { maxCount: 50 }
deactivate: { effect: deletes, reversible: false }
members: { maxPerPatch: 5 }
attributes: [email]
license: null
rates: [{ for: writes, limit: 10, seconds: 60 }]
`;
    const { profiles, diagnostics, inputs } = await read({ "profiles/intranet.yaml": text });
    const [own] = profiles;
    const gitlab = profileByName("gitlab");
    expect(diagnostics).toEqual([]);
    expect([...Compile(profileSchema).Errors(own)]).toEqual([]);
    expect(own).toMatchObject({
      name: "intranet",
      title: "Intranet",
      paging: { ...gitlab?.paging, maxCount: 50 },
      deactivate: { effect: "deletes", reversible: false },
      delete: gitlab?.delete,
      filter: gitlab?.filter,
      members: { ...profileByName("generic")?.members, maxPerPatch: 5 },
      attributes: ["email"],
      license: null,
    });
    expect(Object.keys(inputs)).toEqual(["profiles/intranet.yaml"]);
  });

  test("is generic where it says nothing, and has its own name and no borrowed sources", async () => {
    const { profiles } = await read({ "profiles/intranet.yaml": "name: intranet\n" });
    expect(profiles).toEqual([{ ...profileByName("generic"), name: "intranet", title: "intranet", sources: [] }]);
  });

  test("need not be there at all", async () => {
    expect(await read({})).toEqual({ profiles: [], diagnostics: [], inputs: {}, names: [] });
  });

  test.each([
    ["a key that is not known", "name: intranet\npagin: {}\n", "unknown-key", 2, 'did you mean "paging"?'],
    ["a key within a part", "name: intranet\npaging: { maxCoun: 5 }\n", "unknown-key", 2, 'did you mean "maxCount"?'],
    ["a number out of range", "name: intranet\npaging:\n  inFlight: 17\n", "out-of-range", 3, undefined],
    ["a word that is none of those allowed", "name: intranet\nupdate: { verb: POST }\n", "not-allowed", 2, undefined],
    [
      "a header that could carry a secret",
      "name: intranet\nheaders: { x-api-key: abc }\n",
      "unknown-key",
      2,
      undefined,
    ],
    ["another name than that of the file", "name: extranet\n", "name-differs", 1, undefined],
    ["an unknown profile to extend", "name: intranet\nextends: slak\n", "unknown-profile", 2, 'did you mean "slack"?'],
    ["no name", "extends: slack\n", "missing-key", 1, undefined],
  ])("with %s is refused at its line", async (_, text, code, line, hint) => {
    const [first, ...more] = await mistakesIn(text);
    expect(more).toEqual([]);
    expect(first?.[0]).toBe(code);
    expect(first?.[1]).toMatch(new RegExp(`^profiles/intranet\\.yaml:${line}:`));
    if (hint !== undefined) expect(first?.[2]).toBe(hint);
  });

  test("cannot take the name of one that comes with Rollcall", async () => {
    const { diagnostics } = await read({ "profiles/slack.yaml": "name: slack\n" });
    expect(diagnostics.map(({ code }) => code)).toEqual(["duplicate-name"]);
  });

  test("in a file of another extension is not passed over in silence", async () => {
    const { diagnostics } = await read({ "profiles/intranet.yml": "name: intranet\n" });
    expect(diagnostics.map(({ code }) => code)).toEqual(["wrong-extension"]);
  });
});

describe("an application", () => {
  test("of a profile that nobody has described is told the nearest name", async () => {
    const own = await read({ "profiles/intranet.yaml": "name: intranet\n", "profiles/broken.yaml": "{" });
    const applications = ["intranet", "slack", "broken", "intrnet", "pager-duty"].map((profile, index) =>
      anApplication({ profile, name: `app${index}`, at: { file: "rollcall.yaml", line: index, column: 3 } }),
    );
    expect(unknownProfiles(applications, own).map(({ code, at, hint }) => [code, at.line, hint])).toEqual([
      ["unknown-profile", 3, 'did you mean "intranet"?'],
      ["unknown-profile", 4, 'did you mean "pagerduty"?'],
    ]);
  });
});
