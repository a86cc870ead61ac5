import type { Names } from "../model/names.ts";
import type { LiveAnswer, NoticeStanding, SeatStanding, WhyChain, WhyGift, WhyRole } from "../model/why.ts";
import { entitlementWords, reasonWords, sourceWords } from "./change-words.ts";
import { blank, ink, type Line, line, render, type Span, type TextOptions, table } from "./lines.ts";
import { personWords } from "./person-words.ts";

const answers: Readonly<Record<LiveAnswer, Span>> = {
  held: ink("add", "has it"),
  missing: ink("remove", "missing"),
  unreadable: ink("warn", "cannot be read there"),
  "not-asked": "",
};

/** The chain from a person over the roles held, and what gave them, to every entitlement and seat and its live state. */
export function whyText(chain: WhyChain, names: Names, options: TextOptions): string {
  return render(
    [
      ...personLines(chain, names),
      blank,
      ...chain.roles.flatMap(roleLines),
      ...standingLines(chain.seats),
      ...unexplainedLines(chain),
    ],
    options,
  );
}

function personLines({ person, at, accounts }: WhyChain, names: Names): readonly Line[] {
  const here = person.present ? "is here" : ink("remove", "is not here");
  return [
    line(0, ink("strong", personWords(names, person.id)), ` (${person.kind}, ${person.status}) `, here, ` at ${at}`),
    line(2, ink("faint", `on the roster: ${sourceWords(person.at)}`)),
    ...table(
      2,
      (accounts ?? []).map(({ application, userName, active }) => [
        application,
        `account ${userName}`,
        active ? "active" : ink("warn", "disabled"),
      ]),
    ),
  ];
}

function roleLines({ role, title, because, gives }: WhyRole): readonly Line[] {
  return [
    line(0, ink("strong", `role ${role}`), `  ${title}`),
    ...because.map((cause) => line(4, ink("faint", `because ${reasonWords(cause)}`))),
    ...table(
      4,
      gives.map((gift) => [
        applicationOf(gift),
        giftWords(gift),
        answers[gift.live],
        ink("faint", sourceWords(gift.at)),
      ]),
    ),
    blank,
  ];
}

function applicationOf(gift: WhyGift): string {
  return gift.kind === "seat" ? gift.application : gift.entitlement.application;
}

function giftWords(gift: WhyGift): string {
  if (gift.kind === "entitlement") return entitlementWords(gift.entitlement);
  if (gift.location !== null) return `seat ${gift.pool} (${gift.location})`;
  return gift.live === "not-asked" ? `seat ${gift.pool}` : `seat ${gift.pool}: waits for one`;
}

function standingLines(seats: readonly SeatStanding[]): readonly Line[] {
  if (seats.length === 0) return [];
  const rows = seats.flatMap((seat) => [
    [seat.application, `seat ${seat.pool}`, standingWords(seat), ink("faint", sourceWords(seat.at))],
    ...(seat.notice === null ? [] : [["", "", noticeWords(seat.notice), ink("faint", sourceWords(seat.notice.at))]]),
  ]);
  return [line(0, ink("strong", "Place in the queue for seats")), ...table(4, rows), blank];
}

function standingWords({ locations, priority, rows, isProtected }: SeatStanding): Span {
  if (locations.length === 0) return ink("warn", "not eligible");
  const words = [`at ${locations.join(", then ")}`];
  if (isProtected) words.push("protected once there is one");
  if (rows > 0) words.push(priority === null ? "no priority" : `priority ${priority} of ${rows}`);
  return words.join("; ");
}

function noticeWords({ reclaim, isOver }: NoticeStanding): Span {
  return isOver ? ink("remove", `kept out from ${reclaim} until a sign-in`) : ink("warn", `goes back from ${reclaim}`);
}

function unexplainedLines({ roles, unexplained }: WhyChain): readonly Line[] {
  const none = roles.length === 0 ? [line(0, "No role: nothing that was written gives this person anything.")] : [];
  if (unexplained.length === 0) return none;
  return [
    ...none,
    line(0, ink("warn", "Held although no role gives it")),
    ...table(
      4,
      unexplained.map((entitlement) => [entitlement.application, entitlementWords(entitlement)]),
    ),
  ];
}
