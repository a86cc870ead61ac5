import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls, { type TlsOptions } from "node:tls";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import { openConnector } from "../../src/connectors/registry.ts";
import type { TlsSettings } from "../../src/model/application.ts";
import { HttpFailure, openHttp } from "../../src/ports/http.ts";
import { Secret } from "../../src/ports/secret.ts";
import type { HttpTls } from "../../src/ports/tls.ts";
import { makeCertificates, type Pair } from "../support/certificates.ts";
import { worldWith } from "../support/oauth-rig.ts";
import { anApplication } from "../support/people.ts";
import { virtualClock } from "../support/virtual-clock.ts";

const { ca, server, client, stranger } = makeCertificates();
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const showing = ({ certificate, key }: Pair): HttpTls => ({
  client: { certificate, privateKey: new Secret(key) },
  ca,
});

describe("mutual TLS", () => {
  const asking = { ca, requestCert: true, rejectUnauthorized: true };

  test.each(["TLSv1.2", "TLSv1.3"] as const)(
    "over %s shows our certificate, and believes one authority",
    async (version) => {
      const origin = await serve({ ...asking, minVersion: version, maxVersion: version });
      expect(await send(origin, showing(client))).toBe("client");
    },
  );

  test.each(["TLSv1.2", "TLSv1.3"] as const)("over %s says so when ours is not believed", async (version) => {
    const origin = await serve({ ...asking, minVersion: version, maxVersion: version });
    expect(await send(origin, showing(stranger))).toBe("certificate");
  });

  test.each(["TLSv1.2", "TLSv1.3"] as const)("over %s says so when OpenSSL does not believe ours", async (version) => {
    const origin = await serveOpenssl(version);
    expect(await send(origin, showing(client))).toBe("");
    expect(await send(origin, showing(stranger))).toBe("certificate");
  });

  test("tells a server that is not believed from one that does not believe us", async () => {
    const origin = await serve({});
    expect(await send(origin, null)).toBe("tls");
    expect(await send(origin, { client: null, ca })).toBe("nobody");
  });

  test("sends nothing with a key that belongs to another certificate", async () => {
    const origin = await serve(asking);
    expect(await send(origin, showing({ certificate: client.certificate, key: stranger.key }))).toBe("certificate");
  });
});

describe("the process's own options", () => {
  test("weaken neither ciphers nor versions", async () => {
    const before = [tls.DEFAULT_CIPHERS, tls.DEFAULT_MIN_VERSION] as const;
    closers.push(() => {
      [tls.DEFAULT_CIPHERS, tls.DEFAULT_MIN_VERSION] = before;
    });
    tls.DEFAULT_CIPHERS = "NULL-SHA256:@SECLEVEL=0";
    tls.DEFAULT_MIN_VERSION = "TLSv1";
    const origin = await serve({ ciphers: "NULL-SHA256:@SECLEVEL=0", minVersion: "TLSv1.2", maxVersion: "TLSv1.2" });
    expect(await send(origin, { client: null, ca })).toBe("tls");
  });

  test("from the environment do not turn the checks off", async () => {
    const origins = [
      await serve({}),
      await serve({ minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "ALL:@SECLEVEL=0" }),
    ];
    for (const origin of origins) {
      const environment = { NODE_TLS_REJECT_UNAUTHORIZED: "0", NODE_OPTIONS: "--tls-min-v1.0 --no-warnings" };
      expect(await sendFromAnotherProcess(origin, environment)).toBe("tls");
    }
  });
});

describe("certificates by reference", () => {
  const at = (name: string) => ({ kind: "env", name }) as const;
  const pair = { certificate: at("CERTIFICATE"), privateKey: at("KEY") };
  const open = async (settings: TlsSettings, secrets: Readonly<Record<string, string>>, day = "2026-11-20") => {
    const application = anApplication({ authentication: { kind: "none" }, tls: settings, url: await serve({}) });
    const connector = await openConnector(application, { ...worldWith(secrets), clock: virtualClock(Date.parse(day)) });
    await connector.close();
  };

  test("are checked before anybody is called", async () => {
    await open({ client: pair, ca: at("CA") }, { CERTIFICATE: client.certificate, KEY: client.key, CA: ca });
  });

  test.each([
    ["of two pairs", client.certificate, stranger.key, /does not belong to tls\.privateKey/],
    ["that is none", "canary", client.key, /tls\.certificate of chat is no certificate/],
    ["without a key", client.certificate, "canary", /tls\.privateKey of chat is no private key/],
  ])("refuse one %s", async (_, certificate, key, message) => {
    const failure = await open({ client: pair, ca: null }, { CERTIFICATE: certificate, KEY: key }).catch(
      (error) => error,
    );
    expect(failure).toMatchObject({ code: "input-invalid", message: expect.stringMatching(message) });
    expect(String(failure)).not.toContain("canary");
  });

  test("refuse one that is over", async () => {
    const secrets = { CERTIFICATE: client.certificate, KEY: client.key };
    const message = expect.stringMatching(/expired on 2036-\d\d-\d\d: renew it$/);
    await expect(open({ client: pair, ca: null }, secrets, "2100-01-01")).rejects.toMatchObject({ message });
  });

  test("refuse authorities that are none", async () => {
    await expect(open({ client: null, ca: at("CA") }, { CA: "canary" })).rejects.toMatchObject({
      code: "input-invalid",
    });
  });
});

/** The body of the answer, or the kind of the failure. */
async function send(origin: string, shown: HttpTls | null): Promise<string> {
  const http = openHttp(origin, { deadline: 5_000, maxBytes: 100_000, connections: 1 }, shown);
  closers.push(() => http.close());
  const { signal } = new AbortController();
  const request = { method: "GET", path: "/", headers: {}, body: null, signal } as const;
  return http.send(request).then(
    ({ body }) => (body.startsWith("<") ? "" : body),
    (error: unknown) => (error instanceof HttpFailure ? error.kind : String(error)),
  );
}

async function serve(options: TlsOptions): Promise<string> {
  const listener = createServer({ cert: server.certificate, key: server.key, ...options }, (request, response) => {
    const { socket } = request;
    const shown = socket instanceof tls.TLSSocket ? socket.getPeerCertificate().subject : null;
    response.end(String(shown?.CN ?? "nobody"));
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  closers.push(() => {
    listener.closeAllConnections();
    listener.close();
  });
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `https://127.0.0.1:${address.port}`;
}

const program = "openssl";

/** A server that refuses by an alert, as OpenSSL, Java and Go do; Node only hangs up. */
async function serveOpenssl(version: "TLSv1.2" | "TLSv1.3"): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "rollcall-tls-"));
  const files = { "ca.pem": ca, "server.pem": server.certificate, "server.key": server.key };
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  const own = ["-cert", "server.pem", "-key", "server.key", "-CAfile", "ca.pem"];
  const asking = ["-Verify", "2", "-verify_return_error", "-www", version === "TLSv1.2" ? "-tls1_2" : "-tls1_3"];
  const child = spawn(program, ["s_server", "-accept", "127.0.0.1:0", ...own, ...asking], { cwd: directory });
  closers.push(async () => {
    child.kill();
    await once(child, "close");
    await rm(directory, { recursive: true });
  });
  let said = "";
  for await (const chunk of child.stdout) {
    said += String(chunk);
    const port = /ACCEPT 127\.0\.0\.1:(\d+)/.exec(said)?.[1];
    if (port !== undefined) return `https://127.0.0.1:${port}`;
  }
  throw new Error(`openssl ended: ${said}`);
}

/** Kind of the failure; it runs what was built, since these options count when a process begins. */
async function sendFromAnotherProcess(origin: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const port = fileURLToPath(new URL("../../dist/ports/http.js", import.meta.url));
  const script = `
    import { openHttp } from ${JSON.stringify(port)};
    const http = openHttp(${JSON.stringify(origin)}, { deadline: 5000, maxBytes: 1000, connections: 1 });
    const request = { method: "GET", path: "/", headers: {}, body: null, signal: new AbortController().signal };
    await http.send(request).then(({ body }) => console.log(body), ({ kind }) => console.log(kind));
    await http.close();`;
  const run = promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], { env: environment });
  return (await run).stdout.trim();
}
