import { describe, expect, test } from "vitest";
import { parseAllowedSigners } from "../../src/audit/allowed-signers.ts";
import { openRecord, planNamespace, signRecord } from "../../src/audit/plan-record.ts";
import { generateSshKey, openSshSigner } from "../../src/audit/ssh-key.ts";
import { signSsh } from "../../src/audit/sshsig.ts";
import { canonical } from "../../src/document/canonical.ts";
import { aPlanRecord } from "../support/plan-record.ts";

const { privateKey, publicKey } = generateSshKey("planner@meridian.example");
const signer = openSshSigner(privateKey);
const at = Date.parse("2026-11-23T10:00:00Z");
const trusting = (options: string) => ({
  signers: parseAllowedSigners(`planner@meridian.example ${options} ${publicKey}\n`),
  at,
});
const trust = trusting('namespaces="rollcall-plan@v1"');
const refusal = { code: "plan-tampered" };

describe("a signed record", () => {
  test("is read as it was written, with who signed it", async () => {
    const record = aPlanRecord();
    expect(await openRecord(await signRecord(signer, record), trust)).toEqual({
      record,
      principal: "planner@meridian.example",
    });
  });

  test("does not count once one value of it is another", async () => {
    const record = aPlanRecord();
    const { signature } = await signRecord(signer, record);
    for (const name of Object.keys(record)) {
      const bytes = Buffer.from(canonical({ ...record, [name]: "other" }));
      await expect(openRecord({ bytes, signature }, trust), name).rejects.toMatchObject(refusal);
    }
  });

  test("does not count when it is of another shape, or not canonical, although the signature holds", async () => {
    const record = aPlanRecord();
    const { approvals: _approvals, ...short } = record;
    const texts = [canonical(short), canonical({ ...record, more: 1 }), JSON.stringify(record, null, 1), "nothing"];
    for (const text of texts) {
      const bytes = Buffer.from(text);
      const signature = await signSsh(signer, planNamespace, bytes);
      await expect(openRecord({ bytes, signature }, trust)).rejects.toMatchObject(refusal);
    }
  });

  test.each([
    ["may only sign the ledger", 'namespaces="git,rollcall-manifest@v1"'],
    ["is not valid yet", 'namespaces="rollcall-plan@v1",valid-after="20261124Z"'],
    ["is not valid any more", 'namespaces="rollcall-plan@v1",valid-before="20261122Z"'],
  ])("does not count by a key that %s", async (_why, options) => {
    const signed = await signRecord(signer, aPlanRecord());
    await expect(openRecord(signed, trusting(options))).rejects.toMatchObject(refusal);
  });

  test("does not count by a stranger's key, nor with a signature for something else", async () => {
    const stranger = openSshSigner(generateSshKey("planner@meridian.example").privateKey);
    await expect(openRecord(await signRecord(stranger, aPlanRecord()), trust)).rejects.toMatchObject(refusal);
    const { signature } = await signRecord(signer, aPlanRecord({ pullRequest: 8 }));
    const { bytes } = await signRecord(signer, aPlanRecord());
    await expect(openRecord({ bytes, signature }, trust)).rejects.toMatchObject(refusal);
  });
});
