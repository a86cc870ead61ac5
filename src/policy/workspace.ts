import { join } from "node:path";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { CommandResult } from "../ports/command.ts";
import { capabilitiesFile } from "./capabilities.ts";
import { openCompiler } from "./known-compiler.ts";
import type { LocatedCompiler } from "./opa.ts";
import type { PolicySource, PolicyWorld } from "./world.ts";

/** A directory of our own with policies in it, where OPA runs with nothing but the allowed built-ins. */
export interface Workspace {
  /** Paths of the policies, in the order given. */
  readonly paths: readonly string[];
  /** Runs OPA with a command, the capabilities, and further arguments. */
  opa(command: readonly string[], args: readonly string[]): Promise<CommandResult>;
  /** The syntax tree of one policy as JSON, with places and texts. */
  parse(path: string): Promise<CommandResult>;
  /** A file that OPA wrote. */
  read(path: string): Promise<Uint8Array | null>;
}

/** Files that are written into a workspace: policies, and what is added to them. */
export interface WorkspaceContent {
  readonly policies: readonly PolicySource[];
  readonly added: readonly PolicySource[];
}

/** A directory in a workspace that no policy can have a file in: see `checkPaths`. */
export const OWN = ".rollcall";

const CAPABILITIES = `${OWN}/capabilities.json`;

/** Checks the compiler while it writes the files, hands the directory over, and removes it whatever happens. */
export async function inWorkspace<T>(
  content: WorkspaceContent & { readonly compiler: LocatedCompiler },
  world: PolicyWorld,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const name = Buffer.from(world.random.bytes(12)).toString("hex");
  const directory = join(world.cache, "policy-build", name);
  const place = (path: string) => join(directory, ...path.split("/"));
  const write = (file: PolicySource) => world.disk.write(place(file.path), new TextEncoder().encode(file.text));
  const written = [...content.policies, ...content.added].map(write);
  // Heard from the first moment on: a full disk fails them while the first one below is on its way.
  const ended = Promise.allSettled(written);
  try {
    // It runs in the directory, which has to be there.
    await write({ path: CAPABILITIES, text: "{}" });
    const [{ run, capabilities }] = await Promise.all([openCompiler(content.compiler, world, directory), ...written]);
    await write({ path: CAPABILITIES, text: capabilitiesFile(capabilities) });
    return await work({
      paths: content.policies.map(({ path }) => path),
      opa: (command, args) => run([...command, "--capabilities", CAPABILITIES, ...args], directory),
      parse: (path) => run(["parse", "--format", "json", "--json-include", "locations", path], directory),
      read: (path) => world.disk.read(place(path)),
    });
  } finally {
    await ended;
    await world.disk.remove(directory);
  }
}

/** Paths that would leave the directory, or that OPA reads as something else than a file. */
export function checkPaths(sources: readonly PolicySource[]): readonly Diagnostic[] {
  return sources
    .filter(({ path }) => !isPlain(path))
    .map(({ path }) => ({
      severity: "error",
      code: "policy-path",
      message: `${path} is not a path that a policy can have`,
      at: { file: path, line: 1, column: 1 },
      hint: "use letters, digits, `.`, `_` and `-`, and begin no name with `-` or `.`",
    }));
}

function isPlain(path: string): boolean {
  return path.endsWith(".rego") && path.split("/").every((part) => /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(part));
}
