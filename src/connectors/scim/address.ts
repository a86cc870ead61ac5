import type { SecretReference } from "../../model/application.ts";
import { RollcallError } from "../../model/error.ts";
import type { ConnectorWorld } from "../world.ts";

/**
 * Where credentials are sent: https, or a server on this machine. Throws RollcallError `input-invalid` for any other place; `what`
 * names it.
 */
export async function addressOf(
  written: string | SecretReference,
  { what, world }: { readonly what: string; readonly world: Pick<ConnectorWorld, "secret"> },
): Promise<URL> {
  const text = typeof written === "string" ? written : await world.secret(written);
  const wrong = (fault: string) => new RollcallError("input-invalid", `${what} ${fault}`);
  if (!URL.canParse(text)) throw wrong("is no URL");
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") throw wrong("holds credentials: use auth");
  if (url.search !== "" || url.hash !== "") throw wrong("has a query or a fragment: leave it out");
  const isLocal = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLocal)) throw wrong("must start with https://");
  return url;
}
