import { describe, expect, test } from "vitest";
import { type Batch, batches, batchText, only } from "../../src/policy/batch.ts";
import { type ChangeQuestion, changeInputs } from "../../src/policy/change-input.ts";
import { anOrganization, aPerson } from "../support/people.ts";
import { aGrantChange, someFacts } from "./world.ts";

const inputs = (...people: readonly (string | null)[]) => [
  ...changeInputs(
    people.map((person) => aGrantChange({ person })),
    someFacts(anOrganization({ people: ["e1", "e2", "e3"].map((id) => aPerson({ id })) })),
  ),
];

/** What the engine's rules are given: what is about people, and the inputs that they put together. */
function given(batch: Batch | undefined) {
  if (batch === undefined) throw new Error("a batch is there");
  const { subjects, changes } = JSON.parse(batchText(batch, "all"));
  const whole = changes.map(([subject, own]: [number, object]) => ({ ...subjects[subject], ...own }));
  return { subjects, whole };
}

/** A question as a document. */
const written = (question: ChangeQuestion | undefined) =>
  JSON.parse(JSON.stringify({ ...question?.subject, ...question?.own }));

describe("a batch", () => {
  test("holds what is about a person once, and gives every input whole", () => {
    const list = inputs("e1", "e2", "e1", null, "e2", "e1");
    const [batch] = [...batches(list, 10)];
    expect(batch?.places).toEqual([0, 2, 5, 1, 4, 3]);
    const { subjects, whole } = given(batch);
    expect(subjects).toHaveLength(3);
    expect(whole).toEqual(batch?.places.map((place) => written(list[place])));
  });

  test("is no larger than it may be, and none is left out", () => {
    const found = [...batches(inputs("e1", "e2", "e3", "e1", "e1"), 2)];
    expect(found.map(({ places }) => places)).toEqual([[0, 3], [4, 1], [2]]);
  });

  test("gives one change alone", () => {
    const list = inputs("e1", "e2");
    const [batch] = [...batches(list, 10)];
    if (batch === undefined) throw new Error("a batch is there");
    expect(only(batch, 1).places).toEqual([1]);
    expect(given(only(batch, 1)).whole).toEqual([written(list[1])]);
  });
});
