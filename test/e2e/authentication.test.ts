import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodePlan } from "../../src/apply/plan-file.ts";
import { approveAll } from "../support/approve.ts";
import { makeCertificates } from "../support/certificates.ts";
import { startTlsProxy, type TlsProxy } from "../support/tls-proxy.ts";
import { answerJson, startTokenEndpoint, type TokenEndpoint } from "../support/token-endpoint.ts";
import { monday, openWorkplaceInside, type Workplace } from "../support/workplace.ts";

const secret = "canary-secret/7f3a+91 c:é";
const bearer = "canary-bearer-5d20c1";
const tokenPrefix = "canary-token-88e1-";
const signing = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const { ca, server, client, stranger } = makeCertificates();

let place: Workplace;
let proxy: TlsProxy;
let endpoint: TokenEndpoint;
let secrets: string;
const said: string[] = [];

beforeAll(async () => {
  place = await openWorkplaceInside();
  secrets = await mkdtemp(join(tmpdir(), "rollcall-secrets-"));
  const files = {
    secret,
    bearer,
    "signing.pem": pemOf(signing),
    "client.pem": client.certificate,
    "client.key": client.key,
  };
  const others = { "ca.pem": ca, "stranger.pem": stranger.certificate, "stranger.key": stranger.key };
  for (const [name, text] of Object.entries({ ...files, ...others })) await writeFile(join(secrets, name), text);
  const shown = { cert: server.certificate, key: server.key };
  endpoint = await startTokenEndpoint(shown, tokenPrefix);
  const { CHAT_URL: target = "", CHAT_TOKEN: token = "" } = place.environment;
  proxy = await startTlsProxy({ target, token }, { ...shown, ca, requestCert: true, rejectUnauthorized: true });
  await place.edit("rollcall.yaml", `url: "$\{env:CHAT_URL}"`, `url: ${proxy.origin}${new URL(target).pathname}`);
  await place.edit("rollcall.yaml", `auth: { bearer: "$\{env:CHAT_TOKEN}" }`, "auth: none");
  await use(oauth("privateKey", "signing.pem"), "client");
});

afterAll(async () => {
  await proxy.close();
  await endpoint.close();
  await place.close();
  await rm(secrets, { recursive: true });
});

describe("client credentials and mutual TLS, by the command line", () => {
  test("plan and apply, also when a token dies on the way; the second plan is empty", async () => {
    proxy.intercept = (_, response, token) => {
      const uses = proxy.tokens.filter((each) => each === token).length;
      if (uses <= 25 && token.startsWith(tokenPrefix)) return false;
      answerJson(response, 401, {});
      return true;
    };
    expect(await run("validate")).toBe(0);
    expect(await run("plan", "--out", "next.plan.json", "--detailed-exitcode")).toBe(2);
    await place.write("approvals.json", JSON.stringify(approveAll(decodePlan(await place.read("next.plan.json")))));
    expect(await run("apply", "next.plan.json", "--approvals", "approvals.json")).toBe(0);
    expect(await run("plan", "--detailed-exitcode")).toBe(0);
    expect(new Set(proxy.tokens).size).toBeGreaterThan(3);
    expect(endpoint.requests.every(({ form }) => form.has("client_assertion"))).toBe(true);
  });

  test("a token that is refused for good in the middle of an apply ends with 7, and is in no journal or manifest", async () => {
    proxy.intercept = () => false;
    await place.append("people/roster.csv", await newcomers());
    expect(await run("plan", "--out", "next.plan.json")).toBe(0);
    await place.write("approvals.json", JSON.stringify(approveAll(decodePlan(await place.read("next.plan.json")))));
    proxy.intercept = (request, response, token) => request.method !== "GET" && echo(response, token);
    expect(await run("apply", "next.plan.json", "--approvals", "approvals.json")).toBe(7);
    proxy.intercept = () => false;
  });

  test.each([
    [
      "a secret that the token endpoint refuses",
      () => use(oauth("clientSecret", "secret"), "client"),
      "invalid_client",
    ],
    [
      "a key that the token endpoint refuses",
      () => use(oauth("privateKey", "signing.pem"), "client"),
      "invalid_client",
    ],
    ["a login page for a token", () => use(oauth("clientSecret", "secret"), "client"), "page"],
    ["a bearer token that the application refuses", () => use(`{ bearer: "${file("bearer")}" }`, "client"), "401"],
    ["a certificate of a stranger", () => use(`{ bearer: "${file("bearer")}" }`, "stranger"), "none"],
    ["a token endpoint that is down", () => use(oauth("clientSecret", "secret"), "client"), "down"],
  ])("%s ends with 8", async (_, change, fault) => {
    await change();
    if (fault === "invalid_client") {
      endpoint.give = ({ form, headers }, response) => {
        const sent = `${headers.authorization} ${form}`;
        answerJson(response, 401, { error: fault, error_description: sent, secret, sent });
      };
    }
    if (fault === "page") {
      endpoint.give = ({ form }, response) =>
        response.writeHead(200, { "x-request-id": secret.slice(0, 13) }).end(`<p>${form}`);
    }
    if (fault === "down") await endpoint.close();
    proxy.intercept = (_request, response, token) => fault === "401" && echo(response, token);
    if (fault === "down") expect(await run("validate")).toBe(0);
    expect(await run("plan", "--out", "failed.plan.json")).toBe(8);
    expect(said.at(-1)).toContain("chat");
    expect(await run("apply", "next.plan.json", "--approvals", "approvals.json")).not.toBe(0);
  });

  test("leave no secret anywhere: in no output, file, or object of the repository, in no form", async () => {
    const places = new Map(said.map((text, index) => [`output ${index}`, text]));
    for (const name of await readdir(place.root, { recursive: true, withFileTypes: true })) {
      const path = join(name.parentPath, name.name);
      if (name.isFile()) places.set(path, (await readFile(path)).toString("latin1"));
    }
    places.set("objects", await place.git("log", "--all", "--patch", "--text", "--full-history"));
    expect(places.size).toBeGreaterThan(30);
    const canaries = [secret, bearer, tokenPrefix, ...[signing, client.key, stranger.key].map(bodyOf)];
    const forms = new Set([...canaries.flatMap(formsOf), ...assertions()]);
    const found = [...places].flatMap(([path, text]) =>
      [...forms].filter((form) => text.includes(form)).map(() => path),
    );
    expect(found).toEqual([]);
    const planted = Buffer.from(`us:${secret}`).toString("base64");
    expect([...forms].some((form) => planted.includes(form))).toBe(true);
  });
});

/** Runs the command line, and keeps what it says. */
async function run(...args: readonly string[]): Promise<number | null> {
  const ended = await place.rollcall(...args, "--at", monday);
  said.push(`${ended.stdout}\n${ended.stderr}`);
  return ended.code;
}

/** Writes how `chat` is spoken to. */
async function use(auth: string, pair: string): Promise<void> {
  const text = await place.read("rollcall.yaml");
  const tls = `{ certificate: "${file(`${pair}.pem`)}", privateKey: "${file(`${pair}.key`)}", ca: "${file("ca.pem")}" }`;
  const at = text.indexOf(proxy.origin);
  const rest = text.slice(at).replace(/ {4}auth: .*\n(?: {4}tls: .*\n)?/, `    auth: ${auth}\n    tls: ${tls}\n`);
  await place.write("rollcall.yaml", text.slice(0, at) + rest);
}

function oauth(key: string, name: string): string {
  return `{ oauth: { tokenUrl: ${endpoint.url}, clientId: us, ${key}: "${file(name)}", tls: { ca: "${file("ca.pem")}" } } }`;
}

function file(name: string): string {
  return `$\{file:${join(secrets, name)}}`;
}

/** A refusal that sends back what it got wherever it can. */
function echo(response: Parameters<TlsProxy["intercept"]>[1], token: string): boolean {
  response.setHeader("x-request-id", token);
  response.setHeader("www-authenticate", `Bearer error="${token}"`);
  answerJson(response, 401, { detail: token, scimType: token, schemas: [token] });
  return true;
}

/** Two more people like the first employee of the roster. */
async function newcomers(): Promise<string> {
  const lines = (await place.read("people/roster.csv")).trim().split("\n");
  const model = lines.find((line) => line.includes(",employee,active,")) ?? "";
  const [id = "", , , userName = ""] = model.split(",");
  return ["e7001", "e7002"]
    .map((own) => `${model.replaceAll(userName, `${own}@meridian.example`).replaceAll(id, own)}\n`)
    .join("");
}

function pemOf(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

/** The part of a key's PEM that no other key has. */
function bodyOf(key: KeyObject | string): string {
  const lines = (typeof key === "string" ? key : pemOf(key)).trim().split("\n");
  return lines[2] ?? "";
}

function assertions(): readonly string[] {
  return endpoint.requests.flatMap(({ form }) => form.get("client_assertion") ?? []);
}

function formsOf(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const escaped = JSON.stringify(text).slice(1, -1);
  // Base64 of a text within another begins at any of three places.
  const shifted = [0, 1, 2].map((shift) => Buffer.from("x".repeat(shift) + text).toString("base64"));
  const inner = shifted.map((each, shift) => each.slice(shift === 0 ? 0 : 4, -4));
  const url = inner.map((each) => each.replaceAll("+", "-").replaceAll("/", "_"));
  const form = new URLSearchParams({ "": text }).toString().slice(1);
  return [
    text,
    escaped,
    bytes.toString("latin1"),
    ...inner,
    ...url,
    encodeURIComponent(text),
    form,
    bytes.toString("hex"),
  ];
}
