import { openAgentSigner } from "../audit/agent-signer.ts";
import { openCommandSigner } from "../audit/command-signer.ts";
import type { Signer } from "../audit/signer.ts";
import { openSshSigner } from "../audit/ssh-key.ts";
import type { SignerSettings } from "../model/audit-settings.ts";
import { programEnvironment } from "./program-environment.ts";
import type { World } from "./world.ts";

/** What opening a signer touches of the world. */
type SignerWorld = Pick<World, "secret" | "command" | "localSocket" | "root" | "searchPath">;

/** An agent may ask somebody to touch a key; milliseconds. */
const agentDeadline = 60_000;

/** Opens whoever signs the ledger; throws `signer-unavailable` when it cannot, `input-invalid` for a missing secret. */
export async function openSigner(world: SignerWorld, settings: SignerSettings): Promise<Signer> {
  switch (settings.kind) {
    case "ssh":
      return openSshSigner(await world.secret(settings.key));
    case "agent": {
      const { socket } = settings;
      const path = typeof socket === "string" ? socket : await world.secret(socket);
      return openAgentSigner(settings.publicKey, (message) => world.localSocket.ask(path, message, agentDeadline));
    }
    case "command": {
      const { command, publicKey } = settings;
      const environment = await programEnvironment(world, settings.environment);
      return openCommandSigner(world.command, { command, publicKey, environment, directory: world.root });
    }
  }
}
