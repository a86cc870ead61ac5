import dns, { type LookupAddress } from "node:dns";
import { createServer } from "node:http";
import { afterEach, describe, expect, test, vi } from "vitest";
import { checkLiteral, ForbiddenAddress, lookupWithin, type Reach, reachOf } from "../../src/ports/address.ts";
import { type HttpLimits, openHttp } from "../../src/ports/http.ts";

const elsewhere = [
  ...["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "169.254.169.254", "127.0.0.1"],
  ...["0.0.0.0", "192.0.0.8", "198.18.0.1", "224.0.0.1", "255.255.255.255", "[::1]", "[::]", "[fe80::1]", "[fd00::1]"],
  ...["[ff02::1]", "[::ffff:10.0.0.1]", "[::ffff:a9fe:a9fe]", "[64:ff9b::10.0.0.1]", "[64:ff9b:1::1]"],
];
const internet = ["93.184.216.34", "172.32.0.1", "100.128.0.1", "[2606:2800:220:1::1]", "[64:ff9b::93.184.216.34]"];

describe("an address", () => {
  test.each(elsewhere)("%s is no place of the internet", (host) => {
    expect(() => checkLiteral(host, "public")).toThrow(ForbiddenAddress);
    expect(() => checkLiteral(host, "private")).not.toThrow();
  });

  test.each(internet)("%s is one", (host) => {
    expect(() => checkLiteral(host, "public")).not.toThrow();
    expect(() => checkLiteral(host, "loopback")).toThrow(ForbiddenAddress);
  });

  test.each([
    ["localhost", "loopback"],
    ["127.9.9.9", "loopback"],
    ["[::1]", "loopback"],
    ["10.0.0.1", "public"],
    ["idp.example.com", "public"],
  ] as const)("%s may lead to: %s", (host, reach) => {
    expect(reachOf(host, "public")).toBe(reach);
  });
});

describe("a name", () => {
  test.each([
    ["public", ForbiddenAddress],
    ["private", null],
    ["loopback", null],
  ] as const)("that leads to this machine, where the reach is %s", async (reach, fault) => {
    for (const all of [true, false]) {
      const found = await resolved("localhost", reach, all);
      if (fault === null) expect(JSON.stringify(found)).toMatch(/127\.0\.0\.1|::1/);
      else expect(found).toBeInstanceOf(fault);
    }
  });

  test("of whose addresses one is out of reach is refused whole", async () => {
    answerFor("app.example", ["93.184.216.34", "10.0.0.1"]);
    expect(await resolved("app.example", "public", true)).toBeInstanceOf(ForbiddenAddress);
    answerFor("app.example", ["93.184.216.34", "93.184.216.35"]);
    expect(await resolved("app.example", "public", false)).toBe("93.184.216.34");
  });

  test("of nobody is an error like any other", async () => {
    const found = await resolved("nobody.invalid", "public", true);
    expect(found).toBeInstanceOf(Error);
    expect(found).not.toBeInstanceOf(ForbiddenAddress);
  });
});

describe("a connection", () => {
  const limits: HttpLimits = { deadline: 2_000, maxBytes: 1_000, connections: 1 };
  const send = async (origin: string, network?: "public" | "private") => {
    const client = openHttp(origin, network === undefined ? limits : { ...limits, network });
    const request = {
      method: "GET",
      path: "/",
      headers: {},
      body: null,
      signal: new AbortController().signal,
    } as const;
    const answer = await client.send(request).catch((error: unknown) => error);
    await client.close();
    return answer;
  };

  test.each(["https://10.0.0.1", "https://169.254.169.254", "https://[fd00::1]", "https://[::ffff:192.168.0.1]"])(
    "to %s is not made",
    async (origin) => {
      expect(await send(origin)).toMatchObject({ kind: "private", sent: false });
    },
  );

  test("by a name that leads to this machine is made only where private networks are meant", async () => {
    const server = createServer((_, response) => response.end("here"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    answerFor("app.example", ["127.0.0.1"]);
    const origin = `http://app.example:${port}`;
    expect(await send(origin)).toMatchObject({ kind: "private", sent: false });
    expect(await send(origin, "private")).toMatchObject({ status: 200, body: "here" });
    expect(await send(`http://localhost:${port}`)).toMatchObject({ status: 200, body: "here" });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** What the machine's resolver says of a name from now on; any other is this machine. */
function answerFor(name: string, addresses: readonly string[]): void {
  vi.spyOn(dns, "lookup").mockImplementation((...all: readonly unknown[]) => {
    const [host, , callback] = all;
    const found = (host === name ? addresses : ["127.0.0.1"]).map((address) => ({ address, family: 4 }));
    if (typeof callback === "function") callback(null, found);
  });
}

function resolved(name: string, reach: Reach, all: boolean): Promise<Error | string | readonly LookupAddress[]> {
  return new Promise((resolve) => {
    lookupWithin(reach)(name, { all }, (error, found) => resolve(error ?? found));
  });
}
