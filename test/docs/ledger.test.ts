import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appendEvent } from "../../src/audit/append.ts";
import { emptyChain, step } from "../../src/audit/chain.ts";
import { gatherEvidence } from "../../src/audit/evidence.ts";
import { readHead } from "../../src/audit/extends-anchor.ts";
import { proveRecord } from "../../src/audit/proof.ts";
import type { Evidence } from "../../src/model/evidence.ts";
import type { LedgerEvent } from "../../src/model/ledger-event.ts";
import { schemaFiles } from "../../src/run/list-schemas.ts";
import { allowCi, aRun, bareRepository, branch, scratch } from "../audit/a-ledger.ts";
import { anEvidentLedger } from "../audit/some-evidence.ts";
import { codesOf, readPage } from "./markdown.ts";

const place = scratch();
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
const schemas = Object.fromEntries(
  Object.entries(schemaFiles()).flatMap(([path, text]) => {
    const [, name] = /^ledger\/(\w+)\.schema\.json$/.exec(path) ?? [];
    return name === undefined ? [] : [[name, JSON.parse(text)]];
  }),
);
const holds = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, ajv.compile(schema)]));
let evidence: Evidence;
let proof: unknown;

beforeAll(async () => {
  const ledger = await anEvidentLedger(bareRepository(place.sub("ledger.git")));
  const { plan, approvals, policy } = aRun();
  const base = { organization: "acme", actor: "ci", engine: "0.1.0", at: "2026-11-21T10:06:00Z" };
  const events: readonly LedgerEvent[] = [
    { ...base, id: "intent-1", kind: "intent", run: "run-9", plan, commit: null, policy, changes: 2, approvals },
    {
      ...base,
      id: "key-1",
      kind: "key-event",
      event: "added",
      principal: "ci",
      key: "ssh-ed25519 AAAA",
      from: base.at,
    },
    { ...base, id: "erasure-1", kind: "erasure", person: "e1", keys: ["k1"], reason: "request" },
    { ...base, id: "review-1", kind: "review", sequence: 1, run: "run-1", verdict: "accepted", ticket: null },
  ];
  for (const event of events) await appendEvent(ledger, event);
  const tip = (await ledger.git.resolve(branch)) ?? "";
  const { note, size } = await readHead(ledger.git, tip);
  const wish = { tip, size, checkpoint: note };
  const texts = { organization: "acme", made: base.at, allowedSigners: allowCi(), revokedKeys: null, witnesses: [] };
  evidence = await gatherEvidence(ledger.git, { ...wish, ...texts, from: 1, to: size });
  proof = await proveRecord(ledger.git, { ...wish, sequence: 1, entry: "crm/e1002" });
});
afterAll(() => place.remove());

describe("the schemas of the ledger", () => {
  test("hold for what is written, runs and every kind of event", () => {
    expect(evidence.records).toHaveLength(9);
    for (const { manifest, signatures, basis, entries } of evidence.records) {
      expect(holds["manifest"]?.(JSON.parse(manifest)), manifest).toBe(true);
      expect(holds["signatures"]?.(JSON.parse(signatures))).toBe(true);
      expect(holds["basis"]?.(JSON.parse(basis))).toBe(true);
      for (const line of entries.split("\n").slice(0, -1)) expect(holds["entry"]?.(JSON.parse(line)), line).toBe(true);
    }
    const state = step(emptyChain("rollcall/acme/0000"), Buffer.from("{}")).state;
    expect(holds["state"]?.(JSON.parse(Buffer.from(state).toString("utf8")))).toBe(true);
    expect(holds["proof"]?.(JSON.parse(JSON.stringify(proof)))).toBe(true);
  });

  test("hold for nothing that has a member more, one less, or a third subject", () => {
    const manifest = JSON.parse(evidence.records[0]?.manifest ?? "");
    const { recorded: _, ...less } = manifest.predicate;
    for (const wrong of [
      { ...manifest, more: 1 },
      { ...manifest, predicate: less },
      { ...manifest, subject: [...manifest.subject, manifest.subject[0]] },
    ])
      expect(holds["manifest"]?.(wrong)).toBe(false);
  });
});

/** Names of all members of a schema, however deep. */
function membersOf(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const own = "properties" in schema ? Object.keys(Object(schema.properties)) : [];
  return [...own, ...Object.values(schema).flatMap(membersOf)];
}

test("docs/ledger.md names every member of every file of the ledger", async () => {
  const page = await readPage("docs/ledger.md");
  const said = new Set(
    [...codesOf(page), ...page.matchAll(/"(\w+)"/g)].flatMap((text) =>
      typeof text === "string" ? text.split(/[^\w-]+/) : [text[1] ?? ""],
    ),
  );
  const { proof: _, ...ledger } = schemas;
  const names = new Set(Object.values(ledger).flatMap(membersOf));
  expect([...names].filter((name) => !said.has(name)).sort()).toEqual([]);
});
