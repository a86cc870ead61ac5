import { parseNote } from "../audit/note.ts";
import { checkStamp, stampRequest } from "../audit/timestamp.ts";
import { sha256 } from "../document/digest.ts";
import { RollcallError } from "../model/error.ts";
import { addressOf, postFault } from "./post-json.ts";
import { readFiles } from "./read-files.ts";
import type { KeptFile } from "./read-since.ts";
import type { Scope, World } from "./world.ts";

/** Has the time-stamp authority of the files stamp a checkpoint, and gives its answer (a `.tsr`, RFC 3161). Sends a hash and nothing else. */
export async function stampCheckpoint(world: World, scope: Scope, { name, text }: KeptFile): Promise<Uint8Array> {
  if (parseNote(text) === null) throw new RollcallError("input-invalid", `${name} is no checkpoint`);
  const { organization } = await readFiles(world, scope);
  if (organization === null)
    throw new RollcallError("input-invalid", "the files have mistakes: rollcall validate lists them");
  const { timestamp } = organization.audit;
  if (timestamp === undefined)
    throw new RollcallError("input-invalid", "rollcall.yaml names no audit.timestamp: nobody is there to ask");
  const address = typeof timestamp === "string" ? timestamp : await world.secret(timestamp);
  const hash = Buffer.from(sha256(text).slice("sha256:".length), "hex");
  const wish = { hash, nonce: world.random.bytes(8) };
  const answer = await post(world, addressOf(address, "audit.timestamp"), stampRequest(wish));
  checkStamp(answer, wish);
  return answer;
}

const limits = { deadline: 30_000, maxBytes: 65_536, connections: 1, network: "private", bodies: "latin1" } as const;

async function post(world: World, url: URL, query: Buffer): Promise<Buffer> {
  const http = world.openHttp(url.origin, limits);
  const headers = { "content-type": "application/timestamp-query", accept: "application/timestamp-reply" };
  const [path, body, signal] = [url.pathname, query.toString("latin1"), world.signal];
  try {
    const answer = await http.send({ method: "POST", path, headers, body, signal });
    if (answer.status === 200) return Buffer.from(answer.body, "latin1");
    throw new RollcallError("application-unreachable", `the time-stamp authority answered ${answer.status}`);
  } catch (error) {
    if (error instanceof RollcallError) throw error;
    throw new RollcallError("application-unreachable", `no time stamp: ${postFault(error)}`, { cause: error });
  } finally {
    await http.close();
  }
}
