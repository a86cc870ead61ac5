import { placeText, quoted, wrong } from "../../document/diagnose.ts";
import type { Parsed } from "../../document/parsed.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Rule } from "../written.ts";

interface Named {
  readonly name: string;
  readonly document: Parsed;
}

/** A role or pool is called like its file, so that it can be found, and so that two cannot have one name. */
export const namesAreThoseOfFiles: Rule = ({ roles, pools }) =>
  [...namedRoles(roles), ...namedPools(pools)].flatMap(({ name, document }) => {
    const at = document.at(["name"]);
    const expected = at.file.slice(at.file.lastIndexOf("/") + 1).replace(/\.yaml$/, "");
    if (name === expected) return [];
    const message = `the name ${quoted(name)} is not that of the file`;
    return [
      wrong({ code: "name-differs", at, message, hint: `write name: ${expected}, or rename the file to ${name}.yaml` }),
    ];
  });

/** No two roles, and no two pools, have one name. */
export const namesAreUnique: Rule = ({ roles, pools }) => [
  ...repeated("role", namedRoles(roles)),
  ...repeated("pool", namedPools(pools)),
];

function namedRoles(files: Parameters<Rule>[0]["roles"]): readonly Named[] {
  return files.map(({ role, document }) => ({ name: role.name, document }));
}

function namedPools(files: Parameters<Rule>[0]["pools"]): readonly Named[] {
  return files.map(({ pool, document }) => ({ name: pool.name, document }));
}

function repeated(what: string, named: readonly Named[]): readonly Diagnostic[] {
  const first = new Map<string, Parsed>();
  return named.flatMap(({ name, document }) => {
    const other = first.get(name);
    if (other === undefined) {
      first.set(name, document);
      return [];
    }
    const message = `the ${what} ${quoted(name)} is also in ${placeText(other.at(["name"]))}`;
    return [wrong({ code: "duplicate-name", at: document.at(["name"]), message, hint: "rename one of them" })];
  });
}
