import type { ChangeQuestion, SubjectFact } from "./change-input.ts";

/** Inputs of some changes as JSON, cut so that what is about a person is written once for all their changes. */
export interface Batch {
  /** Where each change stands in the list that was asked about. */
  readonly places: readonly number[];
  readonly subjects: readonly string[];
  /** For each change the index of its subject, and the rest of its input. */
  readonly changes: readonly { readonly subject: number; readonly own: string }[];
}

/** Cuts a list into batches, with the changes of one person side by side. */
export function* batches(questions: readonly ChangeQuestion[], size: number): Generator<Batch, void, undefined> {
  let draft = new Draft();
  for (const place of bySubject(questions)) {
    const question = questions[place];
    if (question === undefined) continue;
    draft.add(place, question);
    if (draft.places.length < size) continue;
    yield draft;
    draft = new Draft();
  }
  if (draft.places.length > 0) yield draft;
}

/** One change of a batch alone. */
export function only(batch: Batch, index: number): Batch {
  const { subject, own } = batch.changes[index] ?? { subject: 0, own: "{}" };
  const [place, text] = [batch.places[index] ?? 0, batch.subjects[subject] ?? "{}"];
  return { places: [place], subjects: [text], changes: [{ subject: 0, own }] };
}

/** The batch as the engine's rules take it. */
export function batchText({ subjects, changes }: Batch): string {
  const entries = changes.map(({ subject, own }) => `[${subject},${own}]`);
  return `{"subjects":[${subjects.join(",")}],"changes":[${entries.join(",")}]}`;
}

class Draft implements Batch {
  readonly places: number[] = [];
  readonly subjects: string[] = [];
  readonly changes: { readonly subject: number; readonly own: string }[] = [];
  #newest: SubjectFact | null = null;

  add(place: number, { subject, own }: ChangeQuestion): void {
    if (subject !== this.#newest) this.subjects.push(JSON.stringify(subject));
    this.#newest = subject;
    this.places.push(place);
    this.changes.push({ subject: this.subjects.length - 1, own: JSON.stringify(own) });
  }
}

/** Places of all questions, those about one subject together, subjects in the order in which they come first. */
function bySubject(questions: readonly ChangeQuestion[]): readonly number[] {
  const places = new Map<SubjectFact, number[]>();
  for (const [place, { subject }] of questions.entries()) {
    const known = places.get(subject);
    if (known === undefined) places.set(subject, [place]);
    else known.push(place);
  }
  return [...places.values()].flat();
}
