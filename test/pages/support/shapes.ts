import type { SeatReport } from "../../../src/model/seat-report.ts";
import { seatReport } from "../../../src/plan/seat-report.ts";
import { aMove, aReportInput } from "../../support/a-seat-report.ts";
import { aPool } from "../../support/people.ts";
import { aSeatSummary } from "../../support/plan.ts";

/** A pool of every shape that a plot can get: known for so long, growing, falling or still, of a few seats or of thousands. */
export function aReportOfShapes(): SeatReport {
  const reports = [1, 9, 40, 200, 365].flatMap((days) =>
    [-0.3, 0.02, 0.2].flatMap((pace) => [3, 9000].map((size) => aShape({ days, pace, size }))),
  );
  const [first] = reports;
  if (first === undefined) throw new Error("there is no shape");
  return { ...first, pools: reports.flatMap(({ pools }) => pools) };
}

/** How full the pool of a shape is: they take turns. */
const shares = [0.5, 0.9, 1, 1.2];

function aShape({
  days,
  pace,
  size,
}: {
  readonly days: number;
  readonly pace: number;
  readonly size: number;
}): SeatReport {
  const name = `${size} seats, ${days} days, ${pace}`;
  const used = Math.round(size * (shares[(days + Math.round(pace * 100) + 30) % 4] ?? 1));
  const count = Math.min(Math.round(days * Math.abs(pace) * (size > 100 ? 100 : 1)), used, 5000);
  const by = pace < 0 ? -1 : 1;
  const moves = Array.from({ length: count }, (_, index) =>
    aMove(Math.floor((index * days) / count), { pool: name, whose: `p${index}`, by }),
  );
  return seatReport(
    aReportInput({
      pools: [aPool({ name, quota: { eu: size }, overflow: 0 })],
      seats: [aSeatSummary({ pool: name, location: "eu", quota: size, usedBefore: used, usedAfter: used })],
      holders: new Map([[name, []]]),
      history: { from: aMove(days).at, moves },
    }),
  );
}
