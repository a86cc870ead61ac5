import { describe, expect, test } from "vitest";
import { generateSshKey, openSshSigner } from "../../src/audit/ssh-key.ts";
import { signSsh } from "../../src/audit/sshsig.ts";
import type { RosterManifest } from "../../src/desired/roster-manifest.ts";
import { checkRoster, checkRosterBy, rosterNamespace } from "../../src/run/check-roster.ts";

const at = "2026-11-23T09:00:00Z";
const bytes = new TextEncoder().encode('{"rows":3}');
const file = { path: "people/roster.csv.manifest.json", bytes };
const exporter = generateSshKey("hr");
const signer = openSshSigner(exporter.privateKey);
const line = (options: string) => `hr ${options} ${exporter.publicKey}\n`;

async function codesOf(
  wish: {
    readonly allowed?: string | null;
    readonly namespace?: string;
    readonly message?: Uint8Array;
    readonly signed?: boolean;
    readonly revokedKeys?: string | null;
  } = {},
  mustBeSigned = false,
) {
  const {
    allowed = line(`namespaces="${rosterNamespace}"`),
    namespace = rosterNamespace,
    message = bytes,
    signed = true,
    revokedKeys = null,
  } = wish;
  const text = await signSsh(signer, namespace, message);
  const signature = signed ? { path: `${file.path}.sig`, bytes: new TextEncoder().encode(text) } : null;
  const found = await checkRoster({ file, signature }, { allowedSigners: allowed, revokedKeys, mustBeSigned, at });
  return found.map(({ code }) => code);
}

describe("a roster's manifest", () => {
  test("holds with a signature by whom the allowed signers let sign rosters", async () => {
    expect(await codesOf({}, true)).toEqual([]);
  });

  test("may be unsigned where nobody demands a signature, and be missing", async () => {
    expect(await codesOf({ signed: false })).toEqual([]);
    expect(await checkRoster(null, { allowedSigners: null, revokedKeys: null, mustBeSigned: true, at })).toEqual([]);
  });

  test.each<[string, Parameters<typeof codesOf>[0]]>([
    ["by a key of the ledger", { allowed: line('namespaces="git,rollcall-manifest@v1"') }],
    ["by a key that nobody allows", { allowed: null }],
    ["by a key that is revoked", { revokedKeys: `${exporter.publicKey}\n` }],
    [
      "by a key that is not valid any more",
      { allowed: line(`namespaces="${rosterNamespace}",valid-before="20260101Z"`) },
    ],
    ["made for something else", { namespace: "git" }],
    ["over other bytes", { message: new TextEncoder().encode("other") }],
    ["checked against a file that cannot be read", { allowed: "hr nonsense" }],
  ])("does not hold with a signature %s, demanded or not", async (_, wish) => {
    expect(await codesOf(wish)).toEqual(["bad-signature"]);
    expect(await codesOf(wish, true)).toEqual(["bad-signature"]);
  });

  test("does not hold without a signature where one is demanded", async () => {
    expect(await codesOf({ signed: false }, true)).toEqual(["unsigned-manifest"]);
  });
});

describe("a proposal that demands less of its roster than the base", () => {
  const allowedSigners = line(`namespaces="${rosterNamespace}"`);
  const base = (manifest?: "required" | "signed") => ({
    allowedSigners,
    revokedKeys: null,
    organization: { rosterGuard: { minPeople: 1, maxDrop: 0.1, ...(manifest === undefined ? {} : { manifest }) } },
  });
  const codes = async (demand: "required" | "signed" | undefined, rosterManifest: RosterManifest | null) =>
    (await checkRosterBy(base(demand), { rosterManifest, at })).map(({ code }) => code);

  test("is held to what the base demands, and to whom the base lets sign", async () => {
    expect(await codes(undefined, null)).toEqual([]);
    expect(await codes("required", null)).toEqual(["missing-manifest"]);
    expect(await codes("required", { file, signature: null })).toEqual([]);
    expect(await codes("signed", { file, signature: null })).toEqual(["unsigned-manifest"]);
    const signature = async (privateKey: string) => {
      const text = await signSsh(openSshSigner(privateKey), rosterNamespace, bytes);
      return { path: `${file.path}.sig`, bytes: new TextEncoder().encode(text) };
    };
    expect(await codes("signed", { file, signature: await signature(exporter.privateKey) })).toEqual([]);
    const other = await signature(generateSshKey("somebody").privateKey);
    expect(await codes("signed", { file, signature: other })).toEqual(["bad-signature"]);
  });
});
