import { randomUUID } from "node:crypto";
import { RollcallError } from "../model/error.ts";
import { dialectByName, dialects } from "../sandbox/dialects.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../sandbox/server.ts";
import { readSeed, type Snapshot } from "../sandbox/state/seed.ts";

/** A sandbox with one application that speaks like one provider, and the variables that lead there. */
export interface ProviderSandbox {
  readonly sandbox: Sandbox;
  readonly environment: Readonly<Record<string, string>>;
}

/** Serves one provider's dialect, for clients that know nothing of Rollcall; `seed` names a JSON file with users and groups. */
export async function sandboxOf(
  profile: string,
  options: Omit<SandboxOptions, "applications"> & { readonly seed: string | null },
): Promise<ProviderSandbox> {
  const dialect = dialectByName(profile);
  if (dialect === undefined) {
    const known = Object.keys(dialects).join(", ");
    throw new RollcallError("input-invalid", `--profile ${profile} is no dialect of the sandbox: there are ${known}`);
  }
  const { seed, ...rest } = options;
  const token = randomUUID();
  const application = { dialect, token, ...(seed === null ? {} : { seed: snapshotIn(seed) }) };
  const sandbox = await startSandbox({ ...rest, applications: { [profile]: application } });
  return { sandbox, environment: { SCIM_URL: sandbox.url(profile), SCIM_TOKEN: token } };
}

function snapshotIn(path: string): Snapshot {
  try {
    return readSeed(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RollcallError("input-invalid", `--seed ${path} cannot be read: ${reason}`, { cause: error });
  }
}
