import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type MemoryApplication, memoryConnector } from "../../src/connectors/memory.ts";
import type { Account } from "../../src/model/access.ts";
import { entitlementKey } from "../../src/model/entitlement-key.ts";
import type { ManifestEntry } from "../../src/model/manifest.ts";
import type { Organization } from "../../src/model/organization.ts";
import type { LiveApplication } from "../support/live-application.ts";
import { carryOut, memoryOf, planOn, undoOn } from "../support/undo.ts";
import { virtualClock } from "../support/virtual-clock.ts";
import { randomLives, randomOrganization } from "./random-organization.ts";

function stageOf(organization: Organization, lives: readonly LiveApplication[]) {
  const remotes = lives.map(memoryOf);
  const connectors = new Map(remotes.map((remote) => [remote.name, memoryConnector(remote, virtualClock())]));
  return { remotes, stage: { organization, connectors } };
}

/** Accounts with all they hold, by application and remote id. */
function picture(remotes: readonly MemoryApplication[]): ReadonlyMap<string, readonly unknown[]> {
  return new Map(
    remotes.flatMap((remote) =>
      [...remote.accounts.values()].map(
        (account) => [`${remote.name}/${account.id}`, pictureOf(remote, account)] as const,
      ),
    ),
  );
}

function pictureOf(remote: MemoryApplication, account: Account): readonly unknown[] {
  const { id, externalId, userName, active, attributes, entitlements } = account;
  const groups = [...remote.groups].filter(([, members]) => members.has(id ?? "")).map(([name]) => name);
  const held = [...new Set(entitlements.map(entitlementKey))].sort();
  const values = Object.entries(attributes).filter(([, value]) => value !== null);
  return [externalId, userName, active, values.sort(), held, groups.sort()];
}

/** Somebody else may have the seat, or the user name, by the time it is to go back. */
function isContested({ kind, person, account, after }: ManifestEntry, subject: string): boolean {
  const isRename = kind === "update-account" && JSON.stringify(after).includes("userName");
  return (kind === "release-seat" || isRename) && subject === (person ?? account);
}

describe("undoing a run", () => {
  test("puts back what can be put back, says what it does not, and has nothing to do a second time", async () => {
    await fc.assert(
      fc.asyncProperty(randomOrganization, randomLives(), async (organization, lives) => {
        const { remotes, stage } = stageOf(organization, lives);
        const before = picture(remotes);
        const entries = await carryOut(stage, (await planOn(stage)).changes);
        const undo = await undoOn(stage, entries);
        expect((await carryOut(stage, undo.changes)).filter(({ status }) => status !== "applied")).toEqual([]);
        const said = undo.findings.filter(({ kind }) => kind === "not-undone");
        const isSaid = (account: string) =>
          entries.some(
            (entry) =>
              `${entry.application}/${entry.account}` === account &&
              said.some(({ subject }) => subject === entry.person || subject === entry.account),
          );
        for (const [account, now] of picture(remotes)) {
          const was = before.get(account);
          if (was !== undefined && !isSaid(account)) expect([account, ...now]).toEqual([account, ...was]);
          if (was === undefined) expect(now.slice(2, 3).concat(now.slice(4))).toEqual([false, [], []]);
        }
        for (const { subject } of said) expect(entries.some((entry) => isContested(entry, subject))).toBe(true);
        expect((await undoOn(stage, entries)).changes).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test("can itself be undone: then everything is as the run had left it", async () => {
    await fc.assert(
      fc.asyncProperty(randomOrganization, randomLives(), async ({ pools: _, ...rest }, lives) => {
        const { remotes, stage } = stageOf({ ...rest, pools: [] }, lives);
        const entries = await carryOut(stage, (await planOn(stage)).changes);
        const after = picture(remotes);
        const undone = await carryOut(stage, (await undoOn(stage, entries)).changes);
        await carryOut(stage, (await undoOn(stage, undone)).changes);
        expect(picture(remotes)).toEqual(after);
        expect((await planOn(stage)).changes).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
