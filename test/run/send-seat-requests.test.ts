import { createServer, type IncomingHttpHeaders } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { openHttp } from "../../src/ports/http.ts";
import { secretsFrom } from "../../src/ports/secret.ts";
import { sendSeatRequests } from "../../src/run/send-seat-requests.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { FakeDisk } from "../support/fake-disk.ts";
import { commitFiles, FakeRemote, fakeGit } from "../support/fake-git.ts";
import { aRepository } from "../support/written.ts";

const now = { ref: null, at: null };
const open = (id: string, rest = "") =>
  `- { id: ${id}, seats: 3, state: requested, requested: 2026-11-20, reason: Three${rest} }\n`;
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A supplier that answers with these codes in turn, and then with 202. */
async function aSupplier(...answers: number[]) {
  const heard: { headers: IncomingHttpHeaders; body: unknown; path: string }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      heard.push({ headers: request.headers, body: JSON.parse(body), path: request.url ?? "" });
      response.writeHead(answers.shift() ?? 202).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the supplier has no port");
  return {
    heard,
    url: `http://127.0.0.1:${address.port}/hook`,
    keys: () => heard.map(({ headers }) => headers["idempotency-key"]),
  };
}

interface Wish {
  readonly requests?: string;
  readonly webhook?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly isDirty?: boolean;
  readonly files?: Readonly<Record<string, string>>;
}

/** A committed `aRepository` with a reserve of `ide`. */
async function aWorld({ requests = open("a"), webhook = `, webhook: "\${env:HOOK}"`, ...wish }: Wish) {
  const disk = new FakeDisk();
  const reserve = `reserve: { seats: 25, from: reseller-x${webhook} }\n`;
  const texts = {
    ...aRepository,
    ...{ "pools/ide.yaml": `${aRepository["pools/ide.yaml"]}${reserve}`, "pools/requests/ide.yaml": requests },
    ...wish.files,
  };
  for (const [path, text] of Object.entries(texts)) await disk.write(`/root/${path}`, new TextEncoder().encode(text));
  const repository = fakeGit(new FakeRemote());
  const commit = await commitFiles(repository, texts);
  const git = {
    ...repository,
    resolve: async () => commit,
    isDirty: async () => wish.isDirty === true,
  };
  const clock = new FakeClock();
  const sleeps: number[] = [];
  const sleep = async (milliseconds: number) => void sleeps.push(milliseconds);
  const patient = { now: () => clock.now(), monotonic: () => clock.monotonic(), sleep };
  const secret = secretsFrom({ environment: wish.environment ?? {}, disk, root: "/root" });
  const { signal } = new AbortController();
  return { world: { ...{ clock: patient, disk, git, openHttp, root: "/root" }, ...{ secret, signal } }, sleeps };
}

describe("sending requests", () => {
  test("posts each that nobody has decided, with a key of its own and without anybody's name", async () => {
    const supplier = await aSupplier();
    const refused = "- { id: b, seats: 1, state: refused, requested: 2026-11-20, decided: 2026-11-21, reason: x }\n";
    const forgotten = "- { id: c, seats: 1, state: requested, requested: 2026-10-01, reason: x }\n";
    const { world } = await aWorld({ requests: open("a") + refused + forgotten, environment: { HOOK: supplier.url } });
    expect(await sendSeatRequests(world, now)).toEqual({
      kind: "done",
      deliveries: [{ kind: "sent", pool: "ide", id: "a" }],
      fault: null,
    });
    expect(supplier.heard).toMatchObject([{ path: "/hook", headers: { "idempotency-key": "acme/ide/a" } }]);
    expect(supplier.heard[0]?.body).toEqual({
      ...{
        format_version: "1.0",
        kind: "seats-requested",
        organization: "acme",
        pool: "ide",
        application: "ide-vendor",
      },
      ...{ id: "a", seats: 3, requested: "2026-11-20", reason: "Three" },
    });
  });

  test("tries three times with the same key, and says it the same way the next time", async () => {
    const supplier = await aSupplier(503, 500);
    const { world, sleeps } = await aWorld({ environment: { HOOK: supplier.url } });
    expect(await sendSeatRequests(world, now)).toMatchObject({ fault: null });
    expect(sleeps).toEqual([1000, 2000]);
    const again = await aWorld({ environment: { HOOK: supplier.url } });
    expect(await sendSeatRequests(again.world, now)).toMatchObject({ fault: null });
    expect(supplier.keys()).toEqual(Array(4).fill("acme/ide/a"));
  });

  test("gives up after three, sends the others all the same, and never says where", async () => {
    const supplier = await aSupplier(500, 500, 500);
    const { world } = await aWorld({ requests: open("a") + open("b", " more"), environment: { HOOK: supplier.url } });
    const sending = await sendSeatRequests(world, now);
    expect(sending).toMatchObject({
      deliveries: [
        { kind: "failed", id: "a" },
        { kind: "sent", id: "b" },
      ],
      fault: "application-unreachable",
    });
    expect(JSON.stringify(sending)).not.toContain("127.0.0.1");
  });

  test("fails where nobody listens", async () => {
    const { world } = await aWorld({ environment: { HOOK: "http://127.0.0.1:1/hook" } });
    expect(await sendSeatRequests(world, now)).toMatchObject({ fault: "application-unreachable" });
  });

  test("says which webhook cannot be used: without its variable, or no https", async () => {
    for (const environment of [{}, { HOOK: "http://reseller.example/" }]) {
      const { world } = await aWorld({ environment });
      expect(await sendSeatRequests(world, now)).toMatchObject({
        deliveries: [{ kind: "failed" }],
        fault: "input-invalid",
      });
    }
  });

  test("leaves what has no webhook to a person", async () => {
    const { world } = await aWorld({ webhook: "" });
    expect(await sendSeatRequests(world, now)).toMatchObject({
      deliveries: [{ kind: "by-hand", id: "a" }],
      fault: null,
    });
  });

  test("sends nothing that is not committed, and nothing while a file has a mistake", async () => {
    const supplier = await aSupplier();
    const environment = { HOOK: supplier.url };
    const dirty = await aWorld({ environment, isDirty: true });
    await expect(sendSeatRequests(dirty.world, now)).rejects.toMatchObject({ code: "input-invalid" });
    const wrong = await aWorld({ environment, files: { "roles/x.yaml": "name: x\n" } });
    expect(await sendSeatRequests(wrong.world, now)).toMatchObject({ kind: "invalid" });
    expect(supplier.heard).toEqual([]);
  });
});
