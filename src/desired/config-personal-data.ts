import type { Written } from "../document/validate.ts";
import type { MasterKey, PersonalDataSettings } from "../model/audit-settings.ts";
import { type Conversion, refuse } from "./conversion.ts";
import { readSecret } from "./reference-text.ts";

const program = {
  type: "array",
  items: { type: "string" },
  minItems: 1,
  maxItems: 50,
} as const;

/** `audit.personalData`. */
export const personalDataSchema = {
  type: "object",
  additionalProperties: false,
  required: ["keys", "master"],
  properties: {
    keys: {
      type: "string",
      description: `An absolute path of a directory outside the repository, or \${env:NAME} with one`,
    },
    master: {
      type: "object",
      additionalProperties: false,
      properties: {
        key: { type: "string", description: `\${env:NAME} or \${file:PATH}: 32 bytes in base64` },
        wrap: {
          ...program,
          description: "A program and its arguments: bytes on standard input, wrapped on standard output",
        },
        unwrap: { ...program, description: "The program that unwraps them" },
        environment: {
          type: "array",
          items: { type: "string", pattern: "^[A-Za-z_][A-Za-z0-9_]*$" },
          description: "Variables that the programs see, besides PATH and HOME",
        },
      },
      description: "What opens the keys: a key, or two programs",
    },
  },
  description: "How values of people are kept encrypted in the ledger, and can be erased",
} as const;

/** Reads `audit.personalData`; null with a diagnostic when it cannot be used. */
export function readPersonalData(
  conversion: Conversion,
  written: Written<typeof personalDataSchema>,
): PersonalDataSettings | null {
  const path = ["audit", "personalData"];
  const keys = written.keys.startsWith("/") ? written.keys : readSecret(conversion, [...path, "keys"], written.keys);
  const master = readMaster(conversion, [...path, "master"], written.master);
  return keys === null || master === null ? null : { keys, master };
}

function readMaster(
  conversion: Conversion,
  path: readonly string[],
  { key, wrap, unwrap, environment }: Written<typeof personalDataSchema>["master"],
): MasterKey | null {
  if (key !== undefined && wrap === undefined && unwrap === undefined && environment === undefined) {
    const reference = readSecret(conversion, [...path, "key"], key);
    return reference === null ? null : { kind: "key", key: reference };
  }
  if (key === undefined && wrap !== undefined && unwrap !== undefined)
    return { kind: "command", wrap, unwrap, environment: environment ?? [] };
  refuse(conversion, path, {
    code: "master-key-unclear",
    message: "it takes either key, or both wrap and unwrap",
    hint: "give the master key itself, or the two programs that wrap and unwrap with it",
  });
  return null;
}
