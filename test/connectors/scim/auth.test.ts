import { generateKeyPairSync, type KeyObject, verify } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { openConnector } from "../../../src/connectors/registry.ts";
import type { Answer } from "../../../src/connectors/scim/answer.ts";
import type { ClientProof } from "../../../src/model/application.ts";
import { RollcallError } from "../../../src/model/error.ts";
import { type OauthRig, openOauthRig, worldWith } from "../../support/oauth-rig.ts";
import { anApplication } from "../../support/people.ts";
import { answerJson } from "../../support/token-endpoint.ts";

const secret = "canary/7f3a:b+c d";
const reference = { kind: "env", name: "PROOF" } as const;
const bySecret: ClientProof = { kind: "secret", secret: reference, method: "basic" };
const byKey: ClientProof = { kind: "private-key", key: reference, keyId: "k1", algorithm: null };
const keys = {
  RS256: generateKeyPairSync("rsa", { modulusLength: 2048 }),
  ES256: generateKeyPairSync("ec", { namedCurve: "P-256" }),
  EdDSA: generateKeyPairSync("ed25519"),
};

let rig: OauthRig;
afterEach(() => rig?.close());
const signal = new AbortController().signal;
const get = () => rig.client.call({ method: "GET", path: "/Users/1" }, signal);
const post = () => rig.client.call({ method: "POST", path: "/Users", body: {} }, signal);
const tokens = () => rig.endpoint.requests.length;

describe("a token", () => {
  test("is asked for by the first request that needs one, and shared by all that wait", async () => {
    rig = await openOauthRig({ proof: bySecret, secret });
    expect(tokens()).toBe(0);
    await Promise.all(Array.from({ length: 8 }, get));
    await get();
    expect(tokens()).toBe(1);
    expect(rig.seen).toEqual(Array(9).fill("GET token-1"));
  });

  test("is asked for with the id and the secret in a header, both form-encoded first", async () => {
    rig = await openOauthRig({ proof: bySecret, secret, client: { scope: "a b", audience: "https://chat.example/" } });
    await get();
    const [request] = rig.endpoint.requests;
    const basic = Buffer.from(request?.headers.authorization?.slice("Basic ".length) ?? "", "base64").toString();
    expect(basic).toBe("us:canary%2F7f3a%3Ab%2Bc+d");
    const form = { grant_type: "client_credentials", scope: "a b", audience: "https://chat.example/" };
    expect(Object.fromEntries(request?.form ?? [])).toEqual(form);
  });

  test("is asked for with the id and the secret in the body, when the file says so", async () => {
    rig = await openOauthRig({ proof: { ...bySecret, method: "post" }, secret });
    await get();
    const [request] = rig.endpoint.requests;
    expect(request?.headers.authorization).toBeUndefined();
    const form = { grant_type: "client_credentials", client_id: "us", client_secret: secret };
    expect(Object.fromEntries(request?.form ?? [])).toEqual(form);
  });

  test.each(["RS256", "ES256", "EdDSA"] as const)("is asked for with an assertion signed by %s", async (algorithm) => {
    const { privateKey, publicKey } = keys[algorithm];
    rig = await openOauthRig({ proof: byKey, secret: pemOf(privateKey) });
    rig.endpoint.lifetime = 0;
    await get();
    await get();
    const [one, two] = rig.endpoint.requests.map(({ form }) => readAssertion(form.get("client_assertion"), publicKey));
    const now = Math.floor(rig.clock.now() / 1000);
    expect(one?.header).toEqual({ alg: algorithm, typ: "JWT", kid: "k1" });
    expect(one?.claims).toMatchObject({ iss: "us", sub: "us", aud: rig.endpoint.url, iat: now - 10, exp: now + 50 });
    expect(one?.isSigned).toBe(true);
    expect(one?.claims.jti).toMatch(/^[\w-]{22}$/);
    expect(two?.claims.jti).not.toBe(one?.claims.jti);
    expect(rig.endpoint.requests[0]?.form.get("client_assertion_type")).toMatch(/:jwt-bearer$/);
  });

  test("is used until a minute before it expires", async () => {
    rig = await openOauthRig({ proof: bySecret, secret });
    rig.endpoint.lifetime = 300;
    await get();
    await rig.clock.sleep(239_000);
    await get();
    expect(tokens()).toBe(1);
    await rig.clock.sleep(1_000);
    await get();
    expect(rig.seen).toEqual(["GET token-1", "GET token-1", "GET token-2"]);
  });

  test("of a short life is used for three quarters of it", async () => {
    rig = await openOauthRig({ proof: bySecret, secret });
    rig.endpoint.lifetime = 40;
    await get();
    await rig.clock.sleep(29_000);
    await get();
    await rig.clock.sleep(1_000);
    await get();
    expect(rig.seen).toEqual(["GET token-1", "GET token-1", "GET token-2"]);
  });

  test("whose life nobody told is used until it is refused", async () => {
    rig = await openOauthRig({ proof: bySecret, secret });
    rig.endpoint.lifetime = null;
    await get();
    await rig.clock.sleep(30 * 86_400_000);
    await get();
    expect(tokens()).toBe(1);
  });
});

describe("a 401", () => {
  test("leads to a new token and the same request once more, also when it writes", async () => {
    rig = await openOauthRig({ proof: bySecret, secret });
    await get();
    // The application's clock is ahead: what it takes for expired is not so here.
    rig.believes = (token) => token === "token-2";
    expect(await post()).toMatchObject({ kind: "ok" });
    expect(rig.seen).toEqual(["GET token-1", "POST token-1", "POST token-2"]);
  });

  test("to a new token too is the end of it", async () => {
    rig = await openOauthRig({ proof: bySecret, secret });
    rig.believes = () => false;
    expect(await post()).toMatchObject({ kind: "rejected", status: 401, reason: "answered 401", attempts: 2 });
    expect(rig.seen).toEqual(["POST token-1", "POST token-2"]);
  });

  test("of many requests at once leads to one new token", async () => {
    rig = await openOauthRig({ proof: bySecret, secret });
    await get();
    rig.believes = (token) => token === "token-2";
    const answers = await Promise.all(Array.from({ length: 8 }, get));
    expect(answers.every(({ kind }) => kind === "ok")).toBe(true);
    expect(tokens()).toBe(2);
  });
});

describe("a token endpoint that says no", () => {
  test("is not asked again, and what it says is told without what was sent", async () => {
    rig = await openOauthRig({ proof: bySecret, secret });
    rig.endpoint.give = (_, response) => answerJson(response, 401, { error: "invalid_client", note: secret });
    const answer = await get();
    expect(answer).toMatchObject({ kind: "rejected", status: 401, beforehand: true, attempts: 0 });
    expect(reasonOf(answer)).toContain("answered 401 invalid_client; check clientId and clientSecret, and authMethod");
    expect(JSON.stringify(answer)).not.toContain("canary");
    await rig.clock.sleep(3_600_000);
    expect(await post()).toEqual(answer);
    expect([tokens(), rig.seen]).toEqual([1, []]);
  });

  test("in words of its own is not quoted", async () => {
    rig = await openOauthRig({ proof: bySecret, secret });
    rig.endpoint.give = ({ headers }, response) => answerJson(response, 400, { error: headers.authorization });
    expect(reasonOf(await get())).toMatch(/answered 400; check auth\.oauth$/);
  });

  test("because clocks differ is told by how much", async () => {
    rig = await openOauthRig({ proof: byKey, secret: pemOf(keys.ES256.privateKey) });
    rig.endpoint.give = (_, response) => {
      response.setHeader("date", new Date(rig.clock.now() + 300_000).toUTCString());
      answerJson(response, 400, { error: "invalid_client" });
    };
    expect(reasonOf(await get())).toContain("; its clock is 300 seconds ahead of this machine's");
  });
});

describe("a token endpoint that gives nothing usable", () => {
  test("because it is slow is asked three times, then left alone for half a minute", async () => {
    rig = await openOauthRig({ proof: bySecret, secret, deadline: 250 });
    rig.endpoint.give = () => {};
    const answer = await get();
    expect(answer).toMatchObject({ kind: "unclear", beforehand: true, lasting: true, sent: false, failure: null });
    expect(reasonOf(answer)).toContain("did not answer in time");
    await get();
    expect(tokens()).toBe(3);
    await rig.clock.sleep(30_000);
    await get();
    expect(tokens()).toBe(6);
  });

  test("because it is busy is asked again when it said", async () => {
    rig = await openOauthRig({ proof: bySecret, secret });
    const { give } = rig.endpoint;
    rig.endpoint.give = (request, response) => {
      rig.endpoint.give = give;
      response.setHeader("retry-after", "7");
      answerJson(response, request.url === "/token" ? 503 : 404, {});
    };
    expect(await get()).toMatchObject({ kind: "ok" });
    expect([tokens(), rig.clock.slept]).toEqual([2, [7_000]]);
  });

  test("because it sends us elsewhere is not followed", async () => {
    rig = await openOauthRig({ proof: { ...bySecret, method: "post" }, secret });
    rig.endpoint.give = (_, response) => response.writeHead(307, { location: "/elsewhere" }).end();
    expect(reasonOf(await get())).toContain("answered 307; redirects are not followed, check tokenUrl");
    expect(rig.endpoint.requests.map(({ url }) => url)).toEqual(["/token"]);
  });

  const pages: readonly (readonly [string, string, string])[] = [
    ["a login page", "text/html", `<form><input value="${secret}"></form>`],
    ["a token of another kind", "application/json", '{"access_token":"a","token_type":"DPoP"}'],
    ["a token with a line break", "application/json", '{"access_token":"a\\r\\nx-admin: 1","token_type":"Bearer"}'],
    ["no token", "application/json", '{"id_token":"a"}'],
    ["a list", "application/json", "[]"],
    ["more than a token", "application/json", `{"access_token":"${"a".repeat(100_000)}"}`],
  ];
  test.each(pages)("but %s is not believed", async (_, type, text) => {
    rig = await openOauthRig({ proof: bySecret, secret });
    rig.endpoint.give = (_request, response) => response.writeHead(200, { "content-type": type }).end(text);
    const answer = await get();
    expect(answer).toMatchObject({ kind: "unclear", beforehand: true, lasting: true });
    expect(JSON.stringify(answer)).not.toContain("canary");
    expect(rig.seen).toEqual([]);
  });

  test("does not hold up a request that is given up", async () => {
    rig = await openOauthRig({ proof: bySecret, secret });
    const abort = new AbortController();
    rig.endpoint.give = () => abort.abort();
    const call = rig.client.call({ method: "GET", path: "/Users/1" }, abort.signal);
    await expect(call).rejects.toMatchObject({ code: "aborted" });
  });
});

describe("a run", () => {
  test("ends with the application's name and what to do", async () => {
    rig = await openOauthRig({ proof: bySecret, secret });
    const oauth = { tokenUrl: rig.endpoint.url, clientId: "us", scope: null, audience: null, tls: null };
    const application = anApplication({ authentication: { kind: "oauth", ...oauth, proof: bySecret } });
    const read = async () => {
      const connector = await openConnector(application, worldWith({ PROOF: secret }));
      const wish = { attributes: [], groups: [], expected: [] };
      await connector
        .read(wish, signal)
        .next()
        .finally(() => connector.close());
    };
    rig.endpoint.give = (_, response) => answerJson(response, 401, { error: "invalid_client" });
    await expect(read()).rejects.toMatchObject({
      code: "application-refused",
      message: expect.stringMatching(/^chat has no access token: .* check clientId and clientSecret, and authMethod$/),
    });
    rig.endpoint.give = (_, response) => response.writeHead(200).end("<html>");
    await expect(read()).rejects.toMatchObject({ code: "application-unreachable" });
  });

  const broken: readonly (readonly [string, ClientProof, string])[] = [
    ["no key", byKey, "canary"],
    ["a public key", byKey, keys.ES256.publicKey.export({ type: "spki", format: "pem" }).toString()],
    ["a weak key", byKey, pemOf(generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey)],
    ["another curve", byKey, pemOf(generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey)],
    ["a key for another algorithm", { ...byKey, algorithm: "RS256" }, pemOf(keys.EdDSA.privateKey)],
  ];
  test.each(broken)("does not begin with %s", async (_, proof, text) => {
    const oauth = { tokenUrl: "http://127.0.0.1:1/token", clientId: "us", scope: null, audience: null, tls: null };
    const application = anApplication({ authentication: { kind: "oauth", ...oauth, proof } });
    const failure: unknown = await openConnector(application, worldWith({ PROOF: text })).catch((error) => error);
    if (!(failure instanceof RollcallError)) throw new Error("it began");
    expect([failure.code, failure.cause]).toEqual(["input-invalid", undefined]);
    expect(failure.message).toContain("the privateKey of chat");
    expect(failure.message).not.toContain(text.slice(30, 60) || "canary");
  });
});

function pemOf(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

function readAssertion(jwt: string | null, key: KeyObject) {
  const [header = "", claims = "", signature = ""] = (jwt ?? "").split(".");
  const hash = key.asymmetricKeyType === "ed25519" ? null : "sha256";
  const bytes = Buffer.from(signature, "base64url");
  const isSigned = verify(hash, Buffer.from(`${header}.${claims}`), { key, dsaEncoding: "ieee-p1363" }, bytes);
  const parse = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
  return { header: parse(header), claims: parse(claims), isSigned };
}

function reasonOf(answer: Answer): string {
  if (answer.kind === "ok") throw new Error("the answer is a good one");
  return answer.reason;
}
