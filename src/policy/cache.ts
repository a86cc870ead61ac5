import { createHash } from "node:crypto";
import { join } from "node:path";
import type { PolicyWorld } from "./world.ts";

const DIGEST_BYTES = 32;

/** A compiled module from the cache; null when it is not there, or not what was put there. */
export async function readCached(key: string, world: PolicyWorld): Promise<Uint8Array | null> {
  const entry = await world.disk.read(pathOf(key, world));
  if (entry === null || entry.byteLength <= DIGEST_BYTES) return null;
  const wasm = entry.slice(DIGEST_BYTES);
  return Buffer.compare(entry.subarray(0, DIGEST_BYTES), digestOf(wasm)) === 0 ? wasm : null;
}

/** Keeps a compiled module, led by its digest. */
export async function writeCached(key: string, wasm: Uint8Array, world: PolicyWorld): Promise<void> {
  await world.disk.write(pathOf(key, world), Buffer.concat([digestOf(wasm), wasm]), { private: true });
}

function pathOf(key: string, world: PolicyWorld): string {
  return join(world.cache, "policy", `${key}.wasm`);
}

function digestOf(wasm: Uint8Array): Buffer {
  return createHash("sha256").update(wasm).digest();
}
