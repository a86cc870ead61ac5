import type { ChangeQuestion, SubjectFact } from "./change-input.ts";
import { type SeenFields, seenPart } from "./seen-fields.ts";

/** Some of the changes that were asked about, those of one person side by side. */
export interface Batch {
  /** Where each change stands in the list that was asked about. */
  readonly places: readonly number[];
  readonly questions: readonly ChangeQuestion[];
}

/** Cuts a list into batches, with the changes of one person side by side. */
export function* batches(questions: readonly ChangeQuestion[], size: number): Generator<Batch, void, undefined> {
  const order = bySubject(questions);
  for (let from = 0; from < order.length; from += size) {
    const places = [...order.subarray(from, from + size)];
    yield { places, questions: places.flatMap((place) => questions[place] ?? []) };
  }
}

/** One change of a batch alone. */
export function only({ places, questions }: Batch, index: number): Batch {
  return { places: places.slice(index, index + 1), questions: questions.slice(index, index + 1) };
}

/**
 * The batch as the engine's rules take it, as JSON: what is about a person is written once for all their changes, and what no
 * rule looks at is not written at all.
 */
export function batchText({ questions }: Batch, seen: SeenFields): string {
  const subjects: unknown[] = [];
  const changes: unknown[] = [];
  let newest: SubjectFact | null = null;
  for (const { subject, own } of questions) {
    if (subject !== newest) subjects.push(seenPart(subject, seen));
    newest = subject;
    changes.push([subjects.length - 1, seenPart(own, seen)]);
  }
  return JSON.stringify({ subjects, changes });
}

/** Places of all questions, those about one subject together, subjects in the order in which they come first. */
function bySubject(questions: readonly ChangeQuestion[]): Uint32Array {
  const numbers = new Map<SubjectFact, number>();
  const subjects = new Uint32Array(questions.length);
  const counts: number[] = [];
  for (const [place, { subject }] of questions.entries()) {
    const number = numbers.get(subject) ?? numbers.size;
    numbers.set(subject, number);
    subjects[place] = number;
    counts[number] = (counts[number] ?? 0) + 1;
  }
  const nexts: number[] = [];
  for (const [number, count] of counts.entries()) nexts[number + 1] = (nexts[number] ?? 0) + count;
  const order = new Uint32Array(questions.length);
  for (const [place, number] of subjects.entries()) {
    const next = nexts[number] ?? 0;
    order[next] = place;
    nexts[number] = next + 1;
  }
  return order;
}
