import { openWitness } from "../../src/run/open-witness.ts";
import { witnessCheckpoint } from "../../src/run/witness-checkpoint.ts";
import { FakeDisk } from "../support/fake-disk.ts";
import { type aLedger, allowCi, branch, keys } from "./a-ledger.ts";

/** A ledger's newest checkpoint, cosigned by `security.example/w1`, and the key that shows it. */
export async function cosignedBy({ git, clock }: Awaited<ReturnType<typeof aLedger>>) {
  const self = { pid: 1, host: "witness", started: 1 };
  const world = { clock, disk: new FakeDisk(), processes: { self, isAlive: () => true } };
  const witness = await openWitness(world, {
    state: "/w.json",
    key: keys.witness.privateKey,
    name: "security.example/w1",
    logs: allowCi(),
  });
  const { note } = await witnessCheckpoint(witness, { git, branch }, null);
  await witness.close();
  return { note, verifierKey: witness.verifierKey };
}
