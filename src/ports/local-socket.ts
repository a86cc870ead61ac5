import { connect } from "node:net";

/** A service of this machine that answers one message with one, each with its length in four bytes before it. */
export interface LocalSocket {
  /** The answer; rejects when there is none within the deadline (milliseconds), or it is larger than 256 KiB. */
  ask(path: string, message: Uint8Array, deadline: number): Promise<Uint8Array>;
}

/** Sockets of the operating system; a connection for each question. */
export const systemSocket: LocalSocket = { ask };

const MAX_ANSWER = 256 * 1024;

function ask(path: string, message: Uint8Array, deadline: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const end = (settle: () => void) => {
      clearTimeout(timer);
      socket.destroy();
      settle();
    };
    const fail = (text: string) => end(() => reject(new Error(text)));
    const timer = setTimeout(() => fail(`no answer within ${deadline} ms`), deadline);
    let received = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 4) return;
      const length = received.readUInt32BE();
      if (length > MAX_ANSWER) return fail("the answer is too large");
      if (received.length >= 4 + length) end(() => resolve(new Uint8Array(received.subarray(4, 4 + length))));
    });
    socket.on("error", (error) => end(() => reject(error)));
    socket.on("close", () => fail("the connection was closed without an answer"));
    const head = Buffer.alloc(4);
    head.writeUInt32BE(message.length);
    socket.write(Buffer.concat([head, message]));
  });
}
