import type { ProtectionGap } from "../model/protection.ts";
import { count } from "./change-words.ts";
import { ink, line, render, type TextOptions } from "./lines.ts";

/** What somebody who attacks could do with each gap, and the setting that closes it. */
export function protectionText(repository: string, gaps: readonly ProtectionGap[], options: TextOptions): string {
  const critical = gaps.filter(({ severity }) => severity === "critical").length;
  const summary =
    gaps.length === 0
      ? "is protected, as far as its settings tell"
      : `has ${count(gaps.length, "gap")}, ${critical} of them critical`;
  return render(
    [
      line(0, ink("strong", `${repository} ${summary}`)),
      ...gaps.flatMap(({ gap, severity, attack, setting }) => [
        line(2, ink(severity === "critical" ? "remove" : "faint", severity), `  ${gap}`),
        line(4, attack),
        line(4, `close it: ${setting}`),
      ]),
    ],
    options,
  );
}
