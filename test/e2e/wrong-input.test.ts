import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { monday, openWorkplace, type Workplace } from "../support/workplace.ts";

describe("wrong input ends with 3 and says where", () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await openWorkplace();
  });
  // Nothing but files is touched: wrong input ends before the first call.
  afterEach(() => place.git("checkout", "--quiet", "--", "."));
  afterAll(() => place.close());

  const role = "roles/designer.yaml";
  const hostile: readonly (readonly [string, (text: string) => string, RegExp])[] = [
    ["a typo in a key", (text) => text.replace("grants:", "grnats:"), /designer\.yaml:\d+:\d+ .*grnats/],
    ["a tab", (text) => text.replace(/^ {2}- /m, "\t- "), /designer\.yaml:\d+:\d+ /],
    ["20,000 nested brackets", () => `name: ${"[".repeat(20_000)}`, /designer\.yaml:1:\d+ /],
    ["a duplicate key", (text) => `${text}\nname: designer\n`, /designer\.yaml:\d+:\d+ /],
    ["a function tag", (text) => `${text}\nnote: !!js/function "() => 1"\n`, /designer\.yaml:\d+:\d+ /],
  ];

  test.each(hostile)("%s", async (_what, change, says) => {
    await place.write(role, change(await place.read(role)));
    const ended = await place.rollcall("validate", "--at", monday);
    expect(ended.code).toBe(3);
    expect(ended.stdout).toMatch(says);
    expect((await place.rollcall("plan", "--at", monday)).code).toBe(3);
  });

  test("a group that the application does not have, with the one that was meant", async () => {
    const text = await place.read("roles/engineer.yaml");
    await place.write("roles/engineer.yaml", text.replace("group: engineering", "group: enginering"));
    const ended = await place.rollcall("plan", "--at", monday);
    // The sandbox knows its groups from the files it was started with.
    expect(ended.code).toBe(3);
    expect(ended.stderr).toMatch(/roles\/engineer\.yaml:\d+:\d+ .*enginering/);
    expect(ended.stderr).toContain('"engineering"');
  });

  test("an unknown verb, flag, format and instant", async () => {
    expect((await place.rollcall("paln")).code).toBe(3);
    expect((await place.rollcall("plan", "--dry")).code).toBe(3);
    expect((await place.rollcall("plan", "--format", "xml")).code).toBe(3);
    expect((await place.rollcall("plan", "--at", "yesterday")).code).toBe(3);
    expect((await place.rollcall("apply", "no-such.plan.json")).code).toBe(3);
  });
});
