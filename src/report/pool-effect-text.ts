import type { LocationEffect, PoolEffect } from "../model/pool-effect.ts";
import { type Line, line, render, type TextOptions, table } from "./lines.ts";

/** What an edit does to a pool: quota and need of each location, and who waits. */
export function poolEffectText(effect: PoolEffect, options: TextOptions): string {
  const head = ["location", "quota", "taken", "free"];
  const rows = [head, ...effect.locations.map(cellsOf)];
  return render([line(0, effect.pool), ...table(2, rows), ...closing(effect)], options);
}

function cellsOf({ location, quotaBefore, quotaAfter, takenBefore, takenAfter }: LocationEffect): readonly string[] {
  const free = (quota: number | null, taken: number) => String(Math.max(0, (quota ?? 0) - taken));
  return [
    location,
    arrow(String(quotaBefore ?? "-"), String(quotaAfter ?? "-")),
    arrow(String(takenBefore), String(takenAfter)),
    arrow(free(quotaBefore, takenBefore), free(quotaAfter, takenAfter)),
  ];
}

function arrow(before: string, after: string): string {
  return before === after ? after : `${before} -> ${after}`;
}

function closing({ asking, waitingBefore, waitingAfter }: PoolEffect): readonly Line[] {
  const waiting = arrow(String(waitingBefore), String(waitingAfter));
  const asked = asking === 1 ? "1 person asks for a seat" : `${asking} people ask for a seat`;
  return [
    line(2, `${asked}, of whom ${waiting} would wait`),
    line(2, "as if all of them were placed anew: rollcall plan knows who sits there today"),
  ];
}
