import { parseJson } from "../document/json.ts";
import type { Tree } from "../document/tree.ts";
import { checkOf } from "../document/validate.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { AnchoredHead } from "../model/ledger.ts";
import { Files } from "./files.ts";
import { dialect, schemaHome } from "./schema-parts.ts";

/** JSON Schema of the head of the ledger that main keeps. */
export const anchorSchema = {
  $schema: dialect,
  $id: `${schemaHome}/anchor.schema.json`,
  title: "Anchor",
  description:
    "A head of the ledger that every later one must contain: audit/anchor.json, written by rollcall audit anchor",
  type: "object",
  additionalProperties: false,
  required: ["format_version", "origin", "size", "root", "commit"],
  properties: {
    format_version: { type: "string", enum: ["1.0"], description: "The version of this form: 1.0" },
    origin: {
      type: "string",
      pattern: "^\\S+$",
      maxLength: 512,
      description: "The ledger's name for itself: rollcall/ORGANISATION/NONCE",
    },
    size: { type: "integer", minimum: 1, description: "How many runs it had" },
    root: {
      type: "string",
      pattern: "^sha256:[0-9a-f]{64}$",
      description: "Root of the tree over their manifests (RFC 6962)",
    },
    commit: { type: "string", pattern: "^[0-9a-f]{40}$", description: "The commit of the last of them" },
  },
} as const;

/** The anchor as main keeps it; null when there is none, or none that can be read. */
export interface AnchorRead {
  readonly anchor: AnchoredHead | null;
  readonly diagnostics: readonly Diagnostic[];
}

const maxBytes = 16 * 1024;

/** Reads the anchor at a path; without a file there is none, and nothing is wrong. It decides nothing, so it is no input of a plan. */
export async function readAnchor(tree: Tree, path: string): Promise<AnchorRead> {
  const files = new Files(tree);
  const file = await files.read(path);
  if (file === null) return { anchor: null, diagnostics: files.diagnostics };
  const parsed = parseJson(file.bytes, path, maxBytes);
  if (parsed.kind === "refused") return { anchor: null, diagnostics: parsed.diagnostics };
  const checked = (await checkOf(anchorSchema))(parsed.document);
  if (checked.kind === "refused") return { anchor: null, diagnostics: checked.diagnostics };
  const { format_version: _, ...anchor } = checked.value;
  return { anchor, diagnostics: [] };
}

/** The text of an anchor's file. */
export function anchorText({ origin, size, root, commit }: AnchoredHead): string {
  return `${JSON.stringify({ format_version: "1.0", origin, size, root, commit }, null, 2)}\n`;
}
