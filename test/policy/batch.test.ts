import { describe, expect, test } from "vitest";
import { batches, batchText, only } from "../../src/policy/batch.ts";
import { changeInputs } from "../../src/policy/change-input.ts";
import { anOrganization, aPerson } from "../support/people.ts";
import { aGrantChange, someFacts } from "./world.ts";

const inputs = (...people: readonly (string | null)[]) => [
  ...changeInputs(
    people.map((person) => aGrantChange({ person })),
    someFacts(anOrganization({ people: ["e1", "e2", "e3"].map((id) => aPerson({ id })) })),
  ),
];

/** The inputs that the engine's rules put together from a batch. */
function whole(text: string): readonly unknown[] {
  const { subjects, changes } = JSON.parse(text);
  return changes.map(([subject, own]: [number, object]) => ({ ...subjects[subject], ...own }));
}

describe("a batch", () => {
  test("holds what is about a person once, and gives every input whole", () => {
    const list = inputs("e1", "e2", "e1", null, "e2", "e1");
    const [batch] = [...batches(list, 10)];
    expect(batch?.subjects).toHaveLength(3);
    expect(batch?.places).toEqual([0, 2, 5, 1, 4, 3]);
    const expected = JSON.parse(
      JSON.stringify(batch?.places.map((place) => ({ ...list[place]?.subject, ...list[place]?.own }))),
    );
    expect(whole(batchText(batch ?? { places: [], subjects: [], changes: [] }))).toEqual(expected);
  });

  test("is no larger than it may be, and none is left out", () => {
    const found = [...batches(inputs("e1", "e2", "e3", "e1", "e1"), 2)];
    expect(found.map(({ places }) => places)).toEqual([[0, 3], [4, 1], [2]]);
  });

  test("gives one change alone", () => {
    const list = inputs("e1", "e2");
    const [batch] = [...batches(list, 10)];
    if (batch === undefined) throw new Error("a batch is there");
    expect(whole(batchText(only(batch, 1)))).toEqual([
      JSON.parse(JSON.stringify({ ...list[1]?.subject, ...list[1]?.own })),
    ]);
  });
});
