import { readFile } from "node:fs/promises";
import { afterEach, describe, expect, test } from "vitest";
import { exitCode, exitCodeOf } from "../../../src/cli/exit-code.ts";
import { RollcallError } from "../../../src/model/error.ts";
import { noJoiners } from "../../../src/model/joiner.ts";
import type { ListingVerdict } from "../../../src/model/page.ts";
import { compose } from "../../../src/plan/compose.ts";
import { startDiff } from "../../../src/plan/diff.ts";
import { resolve } from "../../../src/plan/resolve.ts";
import { dialects } from "../../../src/sandbox/dialects.ts";
import { startSandbox } from "../../../src/sandbox/server.ts";
import { type HostileCase, hostileCases } from "../../support/hostile-cases.ts";
import { attacked, population } from "../../support/hostile-population.ts";
import { everyKind, noon } from "../../support/live-application.ts";
import { RawServer } from "../../support/raw-server.ts";
import { openScimOn, Wire } from "../../support/scim-rig.ts";

/** Ends what a test has started, last first. */
const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

describe("a hostile or broken server", () => {
  test.each(hostileCases.map((hostile) => [hostile.behaviour, hostile] as const))("%s", async (_, hostile) => {
    const started = performance.now();
    const server = await serve(hostile);
    const wire = new Wire();
    wire.deadline = hostile.deadline ?? null;
    const seen = await readAndPlan(server.url, wire, hostile.profile);

    expect(seen).toMatchObject({ outcome: hostile.outcome, exit: exitOf(hostile) });
    if (hostile.outcome !== "complete") expect(seen.says).toContain(hostile.says);
    expect(leavers).toEqual(expect.arrayContaining([...seen.destroyed]));
    if (hostile.outcome !== "complete") expect(seen.destroyed).toEqual([]);
    expect(server.hasStruck()).toBe(true);
    expect(server.mutations()).toBe(0);
    expect(wire.mutations).toBe(0);
    expect(wire.requests).toBeLessThan(120);
    expect(server.sent()).toBeLessThan(hostile.maxSent ?? 4 * 1024 * 1024);
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  test("is told from an honest one: that leads to the leavers' changes and no others", async () => {
    for (const server of [{ faults: [] }, { trick: () => () => null }]) {
      const { url } = await serve({ server });
      expect(await readAndPlan(url, new Wire())).toMatchObject({ outcome: "complete", destroyed: leavers });
    }
  });

  test("that redirects gets no token for the other place", async () => {
    const other = new RawServer(population(), () => null);
    endings.push(() => other.close());
    const location = `${await other.listen()}/Users`;
    const trick = () => () => ({ status: 302, headers: { location }, text: "" });
    const { url } = await serve({ server: { trick } });
    expect(await readAndPlan(url, new Wire())).toMatchObject({ outcome: "application-unreachable" });
    expect(other.requests).toBe(0);
  });
});

describe("docs/scim.md", () => {
  test("lists the same behaviours with what is said and the exit code", async () => {
    const text = await readFile(new URL("../../../docs/scim.md", import.meta.url), "utf8");
    const section = text.split("## Hostile and broken servers")[1]?.split("\n## ")[0] ?? "";
    const rows = [...section.matchAll(/^\| ([^|]+) \| ([^|]+) \| (\d) \|$/gm)].map((row) => row.slice(1));
    expect(rows).toEqual(hostileCases.map((each) => [each.behaviour, spoken(each), String(exitOf(each))]));
  });
});

/** What an honest reading of the population does to the four who have left. */
const leavers = ["e1000", "e1001", "e1002", "e1003"].flatMap((person) => [
  `chat/${person}/disable-account`,
  `chat/${person}/end-sessions`,
  `chat/${person}/revoke/group:engineering`,
]);

function exitOf({ outcome }: HostileCase): number {
  if (outcome === "complete") return exitCode.done;
  return exitCodeOf(outcome === "untrusted" ? "listing-untrusted" : outcome);
}

function spoken({ outcome, says }: HostileCase): string {
  return outcome === "complete" ? says : `${outcome === "untrusted" ? "untrusted" : "unreadable"}: ${says}`;
}

interface Served {
  readonly url: string;
  readonly mutations: () => number;
  readonly sent: () => number;
  /** Whether the server has misbehaved by now, as often as it was to. */
  readonly hasStruck: () => boolean;
}

async function serve({ server }: Pick<HostileCase, "server">): Promise<Served> {
  if ("trick" in server) {
    const trick = server.trick();
    let strikes = 0;
    const raw = new RawServer(population(), (asked, honest) => {
      const answer = trick(asked, honest);
      if (answer !== null) strikes += 1;
      return answer;
    });
    endings.push(() => raw.close());
    const url = await raw.listen();
    return { url, mutations: () => raw.mutations, sent: () => raw.sent, hasStruck: () => strikes > 0 };
  }
  const dialect = { ...dialects.generic, page: { default: 20, max: 20, cursor: true } };
  const sandbox = await startSandbox({ applications: { chat: { dialect, token: "t" } } });
  endings.push(() => sandbox.close());
  sandbox.load("chat", population());
  const faults = sandbox.faults("chat");
  faults.add(...server.faults);
  const lasting = server.faults.filter(({ times }) => times === Number.POSITIVE_INFINITY).length;
  const mutations = () => sandbox.counters("chat").mutating;
  return { url: sandbox.url("chat"), mutations, sent: () => 0, hasStruck: () => faults.pending() === lasting };
}

interface Seen {
  readonly outcome: string;
  readonly says: string;
  readonly exit: number;
  /** Keys of destructive changes of a plan by everything that was read. */
  readonly destroyed: readonly string[];
}

/** Reads as a plan does, and makes the changes of a plan from whatever came, with a connector that can do everything. */
async function readAndPlan(url: string, wire: Wire, profile = "generic"): Promise<Seen> {
  const connector = await openScimOn({ url, token: "t", profile }, wire);
  endings.push(() => connector.close());
  const desired = resolve(attacked, noon);
  const [application] = desired.applications.values();
  if (application === undefined) throw new Error("there is no application");
  const diff = startDiff({ desired: application, people: desired.people, at: noon, can: everyKind });
  const attributes = ["displayName", "department"];
  const wish = { attributes, groups: ["engineering"], expected: [...application.accounts.keys()].sort() };
  const plan = (verdict: ListingVerdict) =>
    compose({
      organization: attacked,
      desired,
      observed: [diff.finish(verdict)],
      peopleBefore: null,
      poolsBefore: null,
      joiners: noJoiners,
    });
  try {
    const pages = connector.read(wish, new AbortController().signal);
    let step = await pages.next();
    for (; step.done !== true; step = await pages.next()) diff.page(step.value);
    const verdict = step.value;
    const isWhole = verdict.kind === "complete";
    return {
      outcome: verdict.kind,
      says: isWhole ? "" : verdict.reason,
      exit: isWhole ? exitCode.done : exitCodeOf("listing-untrusted"),
      destroyed: destructive(plan(verdict).changes),
    };
  } catch (error) {
    if (!(error instanceof RollcallError)) throw error;
    // No plan comes of an error; had one been made of what was there, it would have destroyed nothing.
    const cut = plan({ kind: "untrusted", reason: error.message, accounts: 0, groups: 0 });
    return {
      outcome: error.code,
      says: error.message,
      exit: exitCodeOf(error.code),
      destroyed: destructive(cut.changes),
    };
  }
}

function destructive(changes: readonly { readonly key: string; readonly kind: string }[]): readonly string[] {
  const kinds = new Set(["disable-account", "delete-account", "revoke", "release-seat", "end-sessions"]);
  return changes.flatMap(({ key, kind }) => (kinds.has(kind) ? [key] : [])).sort();
}
