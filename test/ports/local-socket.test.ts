import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemSocket } from "../../src/ports/local-socket.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "rollcall-socket-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Asks a service that does this with what it hears. */
async function ask(answer: (socket: Socket, heard: Buffer) => void, deadline = 2_000): Promise<string> {
  const path = join(directory, "service.sock");
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("data", (heard) => answer(socket, Buffer.from(heard)));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  try {
    return Buffer.from(await systemSocket.ask(path, Buffer.from("question"), deadline)).toString();
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

const framed = (text: string) => Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)]);

describe("a question", () => {
  test("goes out with its length before it, and its answer comes back whole however it is cut", async () => {
    expect(await ask((socket, heard) => socket.end(framed(heard.toString("latin1", 4))))).toBe("question");
    const inPieces = (socket: Socket) => {
      socket.setNoDelay(true);
      for (const byte of framed("ab")) socket.write(Buffer.from([byte]));
      socket.write("trailing");
    };
    expect(await ask(inPieces)).toBe("ab");
    expect(await ask((socket) => socket.end(framed("")))).toBe("");
  });

  test("fails when nobody listens, nobody answers in time, or the answer ends early or is too large", async () => {
    await expect(systemSocket.ask(join(directory, "none.sock"), Buffer.from("q"), 1_000)).rejects.toThrow();
    await expect(ask(() => {}, 50)).rejects.toThrow();
    await expect(ask((socket) => socket.end(framed("abc").subarray(0, 6)))).rejects.toThrow();
    await expect(ask((socket) => socket.write(Buffer.from([255, 0, 0, 0])))).rejects.toThrow();
  });
});
