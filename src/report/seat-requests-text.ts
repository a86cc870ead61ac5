import type { Delivery, SeatRequestRow } from "../model/seat-request-row.ts";
import { type Ink, ink, type Line, line, render, type TextOptions, table, whole } from "./lines.ts";

/** Requests to reserves as a table: pool, id, state, age, how many, and what was said. */
export function seatRequestsText(requests: readonly SeatRequestRow[], options: TextOptions): string {
  if (requests.length === 0) return render([line(0, "Nothing was asked of any reserve.")], options);
  const head = ["pool", "id", "state", "age", "seats", "supplier", ""].map((title) => ink("faint", title));
  const rows = requests.map((row) => [
    row.pool,
    row.id,
    whole(stateInk[row.state], row.state),
    `${row.ageDays} d`,
    row.granted === null ? String(row.seats) : `${row.granted} of ${row.seats}`,
    row.supplier,
    detail(row),
  ]);
  return render([line(0, ink("strong", "Requests to reserves")), ...table(2, [head, ...rows])], options);
}

/** What was sent, what was not, and whom nobody but a person can tell. */
export function deliveriesText(deliveries: readonly Delivery[], options: TextOptions): string {
  if (deliveries.length === 0) return render([line(0, "No request waits for an answer: nothing was sent.")], options);
  return render(deliveries.map(deliveryLine), options);
}

const stateInk: Readonly<Record<SeatRequestRow["state"], Ink>> = {
  requested: "change",
  granted: "add",
  refused: "remove",
  expired: "faint",
};

function detail({ from, until, reference, reason }: SeatRequestRow): string {
  const when = [from === null ? "" : `from ${momentWords(from)}`, until === null ? "" : `until ${momentWords(until)}`];
  const parts = [when.filter(Boolean).join(" "), reference ?? "", reason];
  return parts.filter(Boolean).join("; ");
}

/** Midnight is what a date comes to; only its day is said. */
function momentWords(instant: string): string {
  return instant.endsWith("T00:00:00Z") ? instant.slice(0, 10) : instant;
}

function deliveryLine(delivery: Delivery): Line {
  const which = `${delivery.pool} ${delivery.id}`;
  switch (delivery.kind) {
    case "sent":
      return line(0, ink("add", "sent"), `  ${which}`);
    case "failed":
      return line(0, whole("remove", "not sent"), `  ${which}: ${delivery.reason}`);
    case "by-hand":
      return line(0, whole("warn", "not sent"), `  ${which}: its reserve has no webhook, so that somebody has to ask`);
  }
}
