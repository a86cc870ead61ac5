import type { CheckUp, CheckUpRow } from "../model/check-up.ts";
import { type Ink, ink, type Line, line, render, type TextOptions, table } from "./lines.ts";

const verdictInk: Readonly<Record<CheckUpRow["verdict"], Ink>> = { same: "add", differs: "remove", unknown: "faint" };

/** What a live server does, beside what its profile says, and what to change where they differ. */
export function checkUpText(found: CheckUp, options: TextOptions): string {
  const differing = found.rows.filter(({ verdict }) => verdict === "differs");
  const head = ["check", "profile", "server", ""].map((title) => ink("faint", title));
  const rows = found.rows.map(({ check, profile, server, verdict }) => [
    check,
    profile,
    server,
    ink(verdictInk[verdict], verdict),
  ]);
  const summary =
    differing.length === 0
      ? "does what its profile says, as far as reading can tell"
      : `differs from its profile in ${differing.length}`;
  const advice = differing.flatMap(({ check, advice: text }): Line[] =>
    text === null ? [] : [line(2, ink("strong", check), `  ${text}`)],
  );
  return render(
    [
      line(0, ink("strong", `${found.application} (${found.profileName}) ${summary}`)),
      ...table(2, [head, ...rows]),
      ...advice,
    ],
    options,
  );
}
