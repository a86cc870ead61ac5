import { describe, expect, test } from "vitest";
import type { GroupPage } from "../../src/model/page.ts";
import { holds, type LiveGroup, takeIn } from "../../src/plan/live-group.ts";

const page = (members: GroupPage["members"], rest: Partial<GroupPage> = {}): GroupPage => ({
  application: "chat",
  id: "g1",
  name: "engineering",
  members,
  ...rest,
});

/** What all pages together say of a, b and c, and that it is the same in the other order. */
function said(...pages: readonly GroupPage[]): readonly (boolean | null)[] {
  const answers = [pages, pages.toReversed()].map((some) => {
    const group = some.reduce<LiveGroup | undefined>(takeIn, undefined);
    return ["a", "b", "c"].map((id) => (group === undefined ? null : holds(group, id)));
  });
  expect(answers[0]).toEqual(answers[1]);
  return answers[0] ?? [];
}

describe("a group", () => {
  test("adds up over its pages", () => expect(said(page(["a"]), page(["b"]), page([]))).toEqual([true, true, false]));
  test("without members holds nobody", () => expect(said(page([]))).toEqual([false, false, false]));
  test("that is not told holds nobody knows whom", () => expect(said(page(null))).toEqual([null, null, null]));
  test("that is told in part still holds who was named", () => {
    expect(said(page(["a"]), page(null))).toEqual([true, null, null]);
  });
  test("of which some were asked about is known for those", () => {
    expect(said(page(["a"], { checked: ["a"] }), page([], { checked: ["b"] }))).toEqual([true, false, null]);
  });
  test("that was asked about and not told is not known", () => {
    expect(said(page(null, { checked: ["a", "b"] }))).toEqual([null, null, null]);
  });
  test("with the name of another is not known", () => {
    expect(said(page(["a"]), page(["b"], { id: "g0" }), page(["c"]))).toEqual([null, null, null]);
  });
});
