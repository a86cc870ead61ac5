import type { Parsed } from "../document/parsed.ts";
import type { Written } from "../document/validate.ts";
import type { Source } from "../model/source.ts";
import type { FileKind } from "./conversion.ts";
import { dialect, nameSchema, schemaHome, textSchema } from "./schema-parts.ts";

/** JSON Schema of `policies/teams.yaml`. */
export const teamsSchema = {
  $schema: dialect,
  $id: `${schemaHome}/teams.schema.json`,
  title: "Teams",
  description: "Who is in which team, so that an approval counts only when its approver is: policies/teams.yaml",
  type: "object",
  propertyNames: nameSchema,
  additionalProperties: {
    type: "array",
    maxItems: 1000,
    uniqueItems: true,
    items: { ...textSchema, description: "A person's id, user name, email or login at the forge" },
    description: "The members of the team",
  },
} as const;

/** The teams that are written down, and where. */
export interface TeamsFile {
  readonly teams: ReadonlyMap<string, readonly string[]>;
  readonly document: Parsed;
}

/** `policies/teams.yaml`. */
export const teamsKind: FileKind<typeof teamsSchema, Written<typeof teamsSchema>, TeamsFile> = {
  schema: teamsSchema,
  convert: (written, { document }) => ({ teams: new Map(Object.entries(written).sort()), document }),
};

const anything = { type: "object" } as const;

/** A team that `policies/thresholds.yaml` names. */
export interface NamedTeam {
  readonly team: string;
  readonly at: Source;
}

/** Keys of thresholds under which a team stands, as the policies that come with Rollcall have it. */
const teamKeys: ReadonlySet<string> = new Set(["approvers", "from", "owner", "owners", "security", "team"]);

/** The same file of thresholds, read for the teams that it names. */
export const namedTeamsKind: FileKind<typeof anything, Readonly<Record<string, unknown>>, readonly NamedTeam[]> = {
  schema: anything,
  convert: (written, { document }) => namedTeams(written, { document, path: [] }),
};

function namedTeams(
  value: unknown,
  { document, path }: { readonly document: Parsed; readonly path: readonly string[] },
): readonly NamedTeam[] {
  if (typeof value === "string") return teamKeys.has(path.at(-1) ?? "") ? [{ team: value, at: document.at(path) }] : [];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => namedTeams(part, { document, path: [...path, key] }));
}
