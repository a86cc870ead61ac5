import { proofSchema } from "../audit/proof.ts";
import { ledgerSchemas } from "../audit/schema.ts";
import { fileSchemas as desiredSchemas } from "../desired/schema.ts";
import { dialect, schemaHome } from "../desired/schema-parts.ts";
import type { Schema } from "../document/validate.ts";
import { changeContract } from "../policy/change-contract.ts";
import { contractFiles } from "../policy/contract.ts";
import { planContract } from "../policy/plan-contract.ts";
import { verdictContract } from "../policy/verdict-contract.ts";
import { profileSchema } from "./read-profiles.ts";

/** The JSON Schema (2020-12) of every kind of file that people write, by kind; `schemas/KIND.schema.json` are copies. */
export function fileSchemas(): Readonly<Record<string, Schema>> {
  return { ...desiredSchemas(), profile: profileSchema };
}

/**
 * What `rollcall schema --out` writes, by path: the schemas of files, of what policies see and say, both for `opa check`, and of what
 * the ledger consists of.
 */
export function schemaFiles(): Readonly<Record<string, string>> {
  const files = Object.entries(fileSchemas()).map(([kind, schema]) => [`${kind}.schema.json`, jsonText(schema)]);
  const contracts = { change: changeContract, plan: planContract, verdict: verdictContract };
  const policy = Object.entries(contracts).map(([name, schema]) => {
    const path = `policy/${name}.schema.json`;
    return [path, jsonText({ $schema: dialect, $id: `${schemaHome}/${path}`, ...schema })];
  });
  const ledger = Object.entries({ ...ledgerSchemas, proof: proofSchema }).map(([name, schema]) => {
    const path = `ledger/${name}.schema.json`;
    return [path, jsonText(inDialect({ $schema: dialect, $id: `${schemaHome}/${path}`, ...schema }))];
  });
  const { schemas, modules } = contractFiles("opa");
  const opa = [...schemas, ...modules].map(({ path, text }) => [path, text]);
  return Object.fromEntries([...files, ...policy, ...ledger, ...opa]);
}

/** TypeBox writes lists of fixed length as the drafts before 2020-12 did. */
function inDialect(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(inDialect);
  if (typeof schema !== "object" || schema === null) return schema;
  const members = Object.entries(schema).flatMap(([name, value]) => {
    if (name === "items" && Array.isArray(value)) return [["prefixItems", inDialect(value)]];
    return [[name === "additionalItems" ? "items" : name, inDialect(value)]];
  });
  return Object.fromEntries(members);
}

function jsonText(schema: unknown): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
