import type { Names } from "../model/names.ts";
import type { PoolNotices } from "../model/unused-seats.ts";
import { count } from "./change-words.ts";
import { blank, ink, type Line, line, render, type TextOptions, table, whole } from "./lines.ts";
import { shortPersonWords } from "./person-words.ts";

/** Pools that reclaim, and how people can be reached. */
export interface NoticesView {
  readonly pools: readonly PoolNotices[];
  readonly emails: ReadonlyMap<string, string | null>;
  /** Whether the files have just been written. */
  readonly isWritten: boolean;
}

/** Whom to tell, pool by pool, with the day of the reclaim; whose notice has no effect any more; and what the files should say. */
export function seatNoticesText(view: NoticesView, names: Names, options: TextOptions): string {
  if (view.pools.length === 0) return render([line(0, "No pool reclaims unused seats.")], options);
  return render(
    view.pools.flatMap((pool) => poolLines(pool, view, names)),
    options,
  );
}

function poolLines(pool: PoolNotices, view: NoticesView, names: Names): readonly Line[] {
  const { due, spent, keptOut, unknown } = pool;
  const name = (person: string) => shortPersonWords(names, person);
  return [
    line(0, ink("strong", pool.pool), `: ${count(due.length, "person", "people")} to tell`),
    ...doubtLines(pool),
    ...table(
      2,
      due.map(({ person, lastSignIn, reclaim }) => [
        name(person),
        view.emails.get(person) ?? "no email",
        lastSignIn === null ? "never signed in" : `last sign-in ${lastSignIn}`,
        ink("warn", `seat goes back from ${reclaim}`),
      ]),
    ),
    ...(spent.length === 0 ? [] : [line(2, "Without effect, to be removed:")]),
    ...table(
      4,
      spent.map(({ notice, reason }) => [name(notice.person), ink("faint", reason)]),
    ),
    ...(keptOut.length === 0 ? [] : [line(2, `Reclaimed: ${keptOut.map(({ person }) => name(person)).join(", ")}`)]),
    ...(unknown.length === 0 ? [] : [line(2, `Not in the evidence, and kept: ${unknown.map(name).join(", ")}`)]),
    ...fileLines(pool, view),
    blank,
  ];
}

function doubtLines({ application, evidence, isReadable }: PoolNotices): readonly Line[] {
  if (!isReadable) return [line(2, ink("warn", `${application} does not tell who sits there`))];
  if (evidence === null) return [line(2, ink("warn", `rollcall.yaml names no signIns of ${application}`))];
  const { source, isFresh } = evidence;
  if (isFresh) return [];
  if (source.kind === "attribute") return [line(2, ink("warn", `no account shows ${source.attribute} as a time`))];
  const newest = evidence.newest === null ? "nobody ever signed in" : `the newest sign-in is of ${evidence.newest}`;
  return [line(2, ink("warn", `${source.path} is too old: ${newest}`))];
}

function fileLines({ file }: PoolNotices, { isWritten }: NoticesView): readonly Line[] {
  if (file === null) return [];
  const { path, text } = file;
  if (isWritten) return [line(2, ink("add", text === null ? `${path} is removed` : `${path} is written`))];
  if (text === null) return [line(2, `${path} should go (--write removes it)`)];
  const lines = text.trimEnd().split("\n");
  return [line(2, `${path} should say (--write writes it):`), ...lines.map((each) => line(4, whole("faint", each)))];
}
