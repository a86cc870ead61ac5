import { isAbsolute, join } from "node:path";
import { inspect } from "node:util";
import type { SecretReference } from "../model/application.ts";
import { RollcallError } from "../model/error.ts";
import type { Disk } from "./disk.ts";

/** A secret that shows itself to nobody who does not ask for it by name. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The secret itself: for the one call that sends it. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}

/** Where secrets come from: the variables of this process, and files below or outside the root. */
export interface SecretSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly disk: Pick<Disk, "read">;
  /** Absolute path that relative file references start from. */
  readonly root: string;
}

/** Looks references up; throws RollcallError `input-invalid` for one that leads to nothing usable. */
export function secretsFrom(sources: SecretSources): (reference: SecretReference) => Promise<string> {
  return async (reference) => {
    const text = await lookUp(sources, reference);
    const name = `\${${reference.kind}:${reference.name}}`;
    if (text === null) {
      const what = reference.kind === "env" ? "set the variable" : "create the file";
      throw new RollcallError("input-invalid", `${name} is not there: ${what}`);
    }
    if (text === "") throw new RollcallError("input-invalid", `${name} is empty`);
    return text;
  };
}

/** Editors and `echo` end a file with a line break that is no part of the secret. */
async function lookUp(sources: SecretSources, reference: SecretReference): Promise<string | null> {
  if (reference.kind === "env") return sources.environment[reference.name]?.trim() ?? null;
  const path = isAbsolute(reference.name) ? reference.name : join(sources.root, reference.name);
  const bytes = await sources.disk.read(path);
  return bytes === null ? null : new TextDecoder().decode(bytes).trim();
}

const REDACTED = "[redacted]";
