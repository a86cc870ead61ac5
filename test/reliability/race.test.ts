import { copyFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dice, seed, times } from "./support/numbers.ts";
import { crowd, type Member } from "./support/organization.ts";
import { proves } from "./support/proof.ts";
import { auditOf, type Since } from "./support/reckoning.ts";
import { type Desk, monday, type Office, openOffice } from "./support/site.ts";

const rounds = times(4, 100);
const people = crowd(12);
const kinds = ["two plans", "two plans, and one waits", "one plan", "one plan, and one waits"] as const;
const since: Since = { runs: 1, effects: { chat: 0, desk: 0 } };

let office: Office;
let second: Desk;
let begun: { readonly effects: Since["effects"] };

beforeAll(async () => {
  office = await openOffice({ people });
  await office.first.plan(monday, "next.plan.json");
  expect(await office.first.rollcall("apply", "next.plan.json", "--at", monday)).toMatchObject({ code: 0 });
  await office.first.git("push", "--quiet", "origin", "main");
  second = await office.clone("second");
  const { sandbox } = office;
  begun = { effects: { chat: sandbox.log("chat").length, desk: sandbox.log("desk").length } };
});

afterAll(() => office.close());

describe("two appliers that begin at the same moment", () => {
  test.for(Array.from({ length: rounds }, (_, at) => at + 1))(
    `leave one who did everything and one who did nothing (%i of ${rounds}, seed ${seed})`,
    async (round, context) => {
      const kind = kinds[round % kinds.length] ?? "two plans";
      proves(context, { what: `race of two appliers: ${kind}` });
      const isSame = kind.startsWith("one plan");
      const at = new Date(Date.parse(monday) + round * 60_000).toISOString().replace(".000", "");
      const { first } = office;
      await office.describe(first, titled(`First ${round}`));
      await office.describe(second, titled(`${isSame ? "First" : "Second"} ${round}`));
      await Promise.all((isSame ? [first] : [first, second]).map((desk) => desk.plan(at, "next.plan.json")));
      if (isSame) await copyFile(first.path("next.plan.json"), second.path("next.plan.json"));
      const codes = await race(at, kind.endsWith("waits"), dice(seed + round));
      expect([...codes].sort(), kind).toEqual(isSame && codes.includes(0) && !codes.includes(6) ? [0, 0] : [0, 6]);
      const winner = isSame || codes[0] === 0 ? "First" : "Second";
      expect(new Set(titlesOf(office)), kind).toEqual(new Set([`${winner} ${round}`]));
      const { said, seen, runs } = await auditOf(office, { ...since, ...begun });
      expect(runs).toHaveLength(round);
      expect(said, kind).toEqual(seen);
      expect(seen.length, kind).toBe(round * people.length * 2);
    },
  );
});

function titled(title: string): readonly Member[] {
  return people.map((one) => ({ ...one, title }));
}

function titlesOf({ sandbox }: Office): readonly unknown[] {
  return (["chat", "desk"] as const).flatMap((name) => sandbox.snapshot(name).users.map((user) => user["title"]));
}

/** Both at once, or one a few milliseconds behind the other. */
async function race(at: string, isPatient: boolean, random: () => number): Promise<readonly (number | null)[]> {
  const args = ["apply", "next.plan.json", "--at", at, ...(isPatient ? ["--wait", "2m"] : [])];
  const desks = [office.first, second];
  const ahead = random() < 0.5 ? 0 : 1;
  const ends = await Promise.all(
    desks.map(async (desk, index) => {
      if (index !== ahead) await new Promise((resolve) => setTimeout(resolve, random() * 40));
      return desk.rollcall(...args);
    }),
  );
  return ends.map(({ code }) => code);
}
