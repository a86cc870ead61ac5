import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { callInside } from "./call-inside.ts";

const client = fileURLToPath(new URL("call-client.mjs", import.meta.url));
const main = fileURLToPath(new URL("../../dist/bin/rollcall.js", import.meta.url));

/** Calls of the command line by scripts, answered in this process. */
export interface CallService {
  /** Lines of a shell script that call `rollcall` with the script's own words. */
  readonly script: string;
  close(): Promise<void>;
}

/** What goes on after it was called, or is no verb, is a process of its own. */
const alone = "sandbox | demo | help | version | -*";

/** Listens at a socket in a directory. */
export async function openCallService(directory: string): Promise<CallService> {
  const path = join(directory, ".rollcall-calls");
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let asked = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk) => {
      asked += String(chunk);
    });
    socket.on("end", () => {
      const { cwd, env, args } = JSON.parse(asked);
      const failed = (error: unknown) => ({ code: 1, stdout: "", stderr: String(error) });
      void callInside(cwd, env, args)
        .catch(failed)
        .then((ended) => socket.end(JSON.stringify(ended)));
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const node = `'${process.execPath}'`;
  return {
    script: [
      `case "$1" in ${alone}) exec ${node} '${main}' "$@" ;; esac`,
      `case "$*" in *watch*) exec ${node} '${main}' "$@" ;; esac`,
      `exec ${node} '${client}' '${path}' "$@"`,
    ].join("\n"),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
