import { wrong } from "../document/diagnose.ts";
import { sha256 } from "../document/digest.ts";
import { parseInstant, parseMoment } from "../document/instant.ts";
import { parseJson } from "../document/json.ts";
import type { Parsed } from "../document/parsed.ts";
import { checkOf } from "../document/validate.ts";
import { parseYaml } from "../document/yaml.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Instant } from "../model/instant.ts";
import type { RosterGuard } from "../model/organization.ts";
import type { Person } from "../model/person.ts";
import type { FileBytes, Files } from "./files.ts";
import { dialect, schemaHome } from "./schema-parts.ts";

/** JSON Schema of what an exporter puts beside the roster. */
export const rosterManifestSchema = {
  $schema: dialect,
  $id: `${schemaHome}/roster-manifest.schema.json`,
  title: "Roster manifest",
  description: "What the exporter says of the roster: people/roster.csv.manifest.json or .manifest.yaml",
  type: "object",
  additionalProperties: false,
  required: ["rows", "sha256", "exported"],
  properties: {
    rows: { type: "integer", minimum: 0, description: "How many people the roster names" },
    sha256: {
      type: "string",
      pattern: "^[0-9a-f]{64}$",
      description: "SHA-256 of the roster's bytes in lower-case hexadecimal, as sha256sum prints it",
    },
    exported: { type: "string", description: "When it was exported, with its zone: 2026-11-23T06:00:00Z" },
  },
} as const;

/** The manifest that lies beside a roster; whoever can check the signature over its bytes does. */
export interface RosterManifest {
  readonly file: FileBytes;
  /** An SSH signature over the bytes, as `ssh-keygen -Y sign -n rollcall-roster` writes it beside them; null: unsigned. */
  readonly signature: FileBytes | null;
}

/** A manifest as far as it could be read, and everything in which the roster is another than it says. */
export interface ManifestRead {
  readonly manifest: RosterManifest | null;
  readonly exported: Instant | null;
  readonly diagnostics: readonly Diagnostic[];
}

const maxBytes = 64 * 1024;

/** Holds a roster against its manifest; without one, only what `manifest` demands is wrong. */
export async function readRosterManifest(
  files: Files,
  roster: FileBytes,
  { rows, guard }: { readonly rows: number | null; readonly guard: RosterGuard },
): Promise<ManifestRead> {
  const file = (await files.read(`${roster.path}.manifest.json`)) ?? (await files.read(`${roster.path}.manifest.yaml`));
  if (file === null)
    return { manifest: null, exported: null, diagnostics: guard.manifest === undefined ? [] : [missing(roster)] };
  const manifest = { file, signature: await files.read(`${file.path}.sig`) };
  const parsed = file.path.endsWith(".json")
    ? parseJson(file.bytes, file.path, maxBytes)
    : parseYaml(file.bytes, file.path);
  if (parsed.kind === "refused") return { manifest, exported: null, diagnostics: parsed.diagnostics };
  const checked = (await checkOf(rosterManifestSchema))(parsed.document);
  if (checked.kind === "refused") return { manifest, exported: null, diagnostics: checked.diagnostics };
  const { value } = checked;
  const exported = parseInstant(value.exported);
  const found = sha256(roster.bytes).replace("sha256:", "");
  const diagnostics = [
    ...(exported === null ? [noMoment(parsed.document, value.exported)] : []),
    ...(found === value.sha256 ? [] : [differs(parsed.document, "sha256", `the roster's SHA-256 is ${found}`)]),
    ...(rows === null || rows === value.rows
      ? []
      : [differs(parsed.document, "rows", `the roster has ${rows} people, not ${value.rows}`)]),
  ];
  return { manifest, exported, diagnostics };
}

/** When the oldest row was exported, from the column `exported`; null where a row does not say, or there is no such column. */
export function exportedOf(people: readonly Person[]): Instant | null {
  const written = new Set(people.map(({ attributes }) => attributes["exported"] ?? ""));
  const moments = [...written].map((text) => (text === "" ? null : parseMoment(text, "start")));
  return moments.includes(null) ? null : (moments.flatMap((moment) => moment ?? []).sort()[0] ?? null);
}

function differs(document: Parsed, key: "rows" | "sha256", message: string): Diagnostic {
  const hint = "the roster is not the one that was exported: export it again, nothing is planned from it";
  return wrong({ code: "manifest-differs", at: document.at([key]), message, hint });
}

function noMoment(document: Parsed, written: string): Diagnostic {
  const message = `${written} is no instant with a zone`;
  return wrong({ code: "no-such-moment", at: document.at(["exported"]), message, hint: "write 2026-11-23T06:00:00Z" });
}

function missing({ path }: FileBytes): Diagnostic {
  return wrong({
    code: "missing-manifest",
    at: { file: path, line: 1, column: 1 },
    message: "the roster comes without its manifest, and people.guard.manifest demands one",
    hint: `the exporter writes ${path}.manifest.json with rows, sha256 and exported`,
  });
}
