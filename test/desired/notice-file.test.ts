import { expect, test } from "vitest";
import { noticesText } from "../../src/desired/notice-file.ts";
import { load } from "../support/written.ts";

const notices = [
  { person: "e1001", lastSignIn: "2026-09-30T08:12:00Z", noticed: "2026-11-21T00:00:00Z", keepUntil: null },
  { person: "e1002", lastSignIn: null, noticed: "2026-11-20T10:30:00Z", keepUntil: "2027-02-01T00:00:00Z" },
];

test("notices that were written read back as the same", async () => {
  const text = noticesText(notices);
  expect(text).toContain('person: "e1001", lastSignIn: 2026-09-30T08:12:00Z, noticed: 2026-11-20 }');
  expect(text).toContain("keepUntil: 2027-01-31 }");
  const { organization, diagnostics } = await load({ "pools/notices/ide.yaml": text });
  expect(diagnostics).toEqual([]);
  expect(organization?.notices).toMatchObject(notices.map((notice) => ({ ...notice, pool: "ide" })));
  expect(organization?.notices[1]?.at).toEqual({ file: "pools/notices/ide.yaml", line: 4, column: 3 });
});

test("ids that look like numbers stay texts", async () => {
  const text = noticesText(notices.map((notice) => ({ ...notice, person: "007" })).slice(1));
  const { organization } = await load({ "pools/notices/ide.yaml": text });
  expect(organization?.notices.map(({ person }) => person)).toEqual(["007"]);
});

test("a file whose last line was taken away holds no notice", async () => {
  const { organization, diagnostics } = await load({ "pools/notices/ide.yaml": noticesText([]) });
  expect(diagnostics).toEqual([]);
  expect(organization?.notices).toEqual([]);
});
