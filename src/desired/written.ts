import { didYouMean } from "../document/nearest.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Instant } from "../model/instant.ts";
import type { Person } from "../model/person.ts";
import type { PlacedAssignment } from "./assignment-file.ts";
import type { Settings } from "./config-file.ts";
import type { NoticeFile } from "./notice-file.ts";
import type { PoolFile } from "./pool-file.ts";
import type { ReleaseFile } from "./release-file.ts";
import type { RequestsFile } from "./requests-file.ts";
import type { RoleFile } from "./role-file.ts";
import type { Roster } from "./roster-file.ts";

/** All files after reading each by itself. What could not be read is null or `unread`, so that nothing is said to lack it. */
export interface WrittenFiles {
  readonly at: Instant;
  readonly settings: Settings | null;
  readonly roster: Roster | null;
  readonly roles: readonly RoleFile[];
  readonly pools: readonly PoolFile[];
  readonly requests: readonly RequestsFile[];
  readonly assignments: readonly PlacedAssignment[];
  readonly notices: readonly NoticeFile[];
  readonly releases: readonly ReleaseFile[];
  /** Names of roles and pools whose files are wrong. */
  readonly unread: { readonly roles: readonly string[]; readonly pools: readonly string[] };
}

/** The files with what rules look up, built once. */
export interface WrittenIndex extends WrittenFiles {
  readonly people: ReadonlyMap<string, Person>;
  readonly roleByName: ReadonlyMap<string, RoleFile>;
  readonly roleNames: ReadonlySet<string>;
  readonly poolNames: ReadonlySet<string>;
  readonly applicationNames: ReadonlySet<string>;
  /** Values of a roster column that somebody has. */
  valuesOf(attribute: string): ReadonlySet<string>;
  /** A hint for an id that nobody has. */
  personHint(id: string): string;
}

/** One thing that must hold between files. */
export type Rule = (written: WrittenIndex) => readonly Diagnostic[];

/** Comparing a name with a hundred thousand others takes time; after this many, hints are general. */
const maxPersonHints = 20;

/** Indexes the files. */
export function indexFiles(files: WrittenFiles): WrittenIndex {
  const people = new Map(files.roster?.people.map((person) => [person.id, person]));
  const values = new Map<string, ReadonlySet<string>>();
  let hints = 0;
  return {
    ...files,
    people,
    roleByName: new Map(files.roles.map((file) => [file.role.name, file])),
    roleNames: new Set([...files.roles.map(({ role }) => role.name), ...files.unread.roles]),
    poolNames: new Set([...files.pools.map(({ pool }) => pool.name), ...files.unread.pools]),
    applicationNames: new Set(files.settings?.applications.map(({ name }) => name)),
    valuesOf: (attribute) => {
      const found =
        values.get(attribute) ?? new Set(files.roster?.people.map((person) => person.attributes[attribute] ?? ""));
      values.set(attribute, found);
      return found;
    },
    personHint: (id) => {
      hints += 1;
      const guess = hints > maxPersonHints ? null : didYouMean(id, people.keys());
      return guess ?? "write the id of somebody on the roster";
    },
  };
}
