import type { ChangeInput } from "./change-input.ts";

/** Inputs of some changes as JSON, cut so that what is about a person is written once for all their changes. */
export interface Batch {
  /** Where each change stands in the list that was asked about. */
  readonly places: readonly number[];
  readonly subjects: readonly string[];
  /** For each change the index of its subject, and the rest of its input. */
  readonly changes: readonly { readonly subject: number; readonly own: string }[];
}

/** Cuts a list into batches, with the changes of one person side by side. */
export function* batches(inputs: readonly ChangeInput[], size: number): Generator<Batch, void, undefined> {
  let draft = new Draft();
  for (const place of bySubject(inputs)) {
    const input = inputs[place];
    if (input === undefined) continue;
    draft.add(place, input);
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
  #newest: Subject | null = null;

  add(place: number, input: ChangeInput): void {
    const { change, application, pool, history, lastSignIn, ...subject } = input;
    if (this.#newest === null || !isSame(this.#newest, subject)) {
      this.subjects.push(JSON.stringify(subject));
      this.#newest = subject;
    }
    this.places.push(place);
    const own = JSON.stringify({ change, application, pool, history, lastSignIn });
    this.changes.push({ subject: this.subjects.length - 1, own });
  }
}

type Subject = Omit<ChangeInput, "change" | "application" | "pool" | "history" | "lastSignIn">;

/** The very same values: `changeInputs` describes a person once. */
function isSame(left: Subject, right: Subject): boolean {
  const { format_version, person, before, roles, holdings, assignments, proposers, at } = left;
  return (
    format_version === right.format_version &&
    person === right.person &&
    before === right.before &&
    roles === right.roles &&
    holdings === right.holdings &&
    assignments === right.assignments &&
    proposers === right.proposers &&
    at === right.at
  );
}

/** Places of all inputs, those of one person together, people in the order in which they come first. */
function bySubject(inputs: readonly ChangeInput[]): readonly number[] {
  const places = new Map<ChangeInput["person"], number[]>();
  for (const [place, { person }] of inputs.entries()) {
    const known = places.get(person);
    if (known === undefined) places.set(person, [place]);
    else known.push(place);
  }
  return [...places.values()].flat();
}
