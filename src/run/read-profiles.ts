import type { Profile } from "../connectors/scim/profile.ts";
import { profiles as known, profileByName } from "../connectors/scim/profile-by-name.ts";
import { profileFileSchema, profileFrom } from "../connectors/scim/profile-file.ts";
import { type Conversion, type FileKind, refuse } from "../desired/conversion.ts";
import { Files } from "../desired/files.ts";
import { readKind } from "../desired/read-kind.ts";
import { dialect, schemaHome } from "../desired/schema-parts.ts";
import { quoted, wrong } from "../document/diagnose.ts";
import { didYouMean } from "../document/nearest.ts";
import type { Tree } from "../document/tree.ts";
import type { Written } from "../document/validate.ts";
import type { Application } from "../model/application.ts";
import type { Diagnostic } from "../model/diagnostic.ts";

/** JSON Schema of a profile of a user's own. */
export const profileSchema = {
  $schema: dialect,
  $id: `${schemaHome}/profile.schema.json`,
  title: "Profile",
  description:
    "What one kind of SCIM service is like, where it differs from a profile that is known: profiles/NAME.yaml",
  ...profileFileSchema,
};

/** Profiles of a user's own, what is wrong with them, and the digests of their files. */
export interface OwnProfiles {
  readonly profiles: readonly Profile[];
  readonly diagnostics: readonly Diagnostic[];
  readonly inputs: Readonly<Record<string, string>>;
  /** Names that files claim, also those that could not be read. */
  readonly names: readonly string[];
}

/** Reads `profiles/NAME.yaml` beside `rollcall.yaml`. Never throws for what files hold. */
export async function readProfiles(tree: Tree): Promise<OwnProfiles> {
  const files = new Files(tree);
  const paths = await files.listNamed("profiles", {
    isRight: (path) => path.endsWith(".yaml"),
    hint: "end its name in .yaml, or move it away",
  });
  const read = await readKind(await files.readAll(paths), profileKind);
  return {
    profiles: read.flatMap(({ value }) => value ?? []),
    diagnostics: [...files.diagnostics, ...read.flatMap(({ diagnostics }) => diagnostics)],
    inputs: files.inputs,
    names: paths.map(nameOf),
  };
}

/** Applications whose profile nobody has described. */
export function unknownProfiles(applications: readonly Application[], own: OwnProfiles): readonly Diagnostic[] {
  const names = [...own.names, ...known.map(({ name }) => name)];
  return applications.flatMap(({ name, profile, at }) => {
    if (names.includes(profile)) return [];
    const message = `${name}: there is no profile ${quoted(profile)}`;
    const hint = didYouMean(profile, names) ?? `write profiles/${profile}.yaml, or take generic`;
    return [wrong({ code: "unknown-profile", at, message, hint })];
  });
}

type WrittenProfile = Written<typeof profileSchema>;

const profileKind: FileKind<typeof profileSchema, WrittenProfile, Profile | null> = {
  schema: profileSchema,
  convert: (written, conversion) => {
    checkName(written.name, conversion);
    const base = profileByName(written.extends ?? "generic");
    if (base !== undefined) return profileFrom(written, base);
    refuse(conversion, ["extends"], {
      code: "unknown-profile",
      message: `no profile ${quoted(written.extends)} comes with Rollcall`,
      hint: didYouMean(written.extends ?? "", knownNames()) ?? `known are ${knownNames().join(", ")}`,
    });
    return null;
  },
};

function checkName(name: string, conversion: Conversion): void {
  const expected = nameOf(conversion.document.at([]).file);
  if (name !== expected) {
    const message = `the name ${quoted(name)} is not that of the file`;
    const hint = `write name: ${expected}, or rename the file to ${name}.yaml`;
    refuse(conversion, ["name"], { code: "name-differs", message, hint });
  } else if (profileByName(name) !== undefined) {
    const message = `a profile ${name} comes with Rollcall`;
    const hint = `give it a name of its own, and write extends: ${name}`;
    refuse(conversion, ["name"], { code: "duplicate-name", message, hint });
  }
}

function knownNames(): readonly string[] {
  return known.map(({ name }) => name).sort();
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.yaml$/, "");
}
