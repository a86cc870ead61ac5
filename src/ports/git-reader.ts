import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { Socket } from "node:net";
import { complaintOf, GitFailure } from "./git-process.ts";

/** An object as git keeps it, without git's header. */
export interface FoundObject {
  readonly oid: string;
  readonly kind: string;
  readonly bytes: Uint8Array;
}

interface Waiting {
  readonly name: string;
  readonly resolve: (found: FoundObject | null) => void;
  readonly reject: (reason: unknown) => void;
}

/** What git says of an object whose bytes it cannot unpack, before it ends. */
const damage = /\bis corrupt\b|\bcorrupt loose object\b|\bunable to (stream|unpack)\b/;

/** After this long without a question the child process is let go, in milliseconds. */
const idleTime = 2_000;

/**
 * Reads objects through one `git cat-file --batch`, questions in a row without waiting for answers: 5 to 6 times as fast
 * as reading packs or loose objects one by one in this process, and it knows alternates and partial clones.
 */
export class ObjectReader {
  readonly #directory: string;
  readonly #environment: Record<string, string>;
  readonly #waiting: Waiting[] = [];
  #child: ChildProcessWithoutNullStreams | null = null;
  #received: Buffer[] = [];
  #length = 0;
  #needed = 1;
  #questions = "";
  #said = "";
  #idle: NodeJS.Timeout | null = null;

  constructor(directory: string, environment: Record<string, string>) {
    this.#directory = directory;
    this.#environment = environment;
  }

  /** The object that a name (40 hex digits, or those, a colon and a path) means; null when there is none. */
  read(name: string): Promise<FoundObject | null> {
    return new Promise((resolve, reject) => this.#ask({ name, resolve, reject }));
  }

  #ask(question: Waiting): void {
    const child = this.#awake();
    this.#waiting.push(question);
    if (this.#questions === "") queueMicrotask(() => this.#send(child));
    this.#questions += `${question.name}\n`;
  }

  /** All that was asked for in one go is written in one go. */
  #send(child: ChildProcessWithoutNullStreams): void {
    const questions = this.#questions;
    this.#questions = "";
    child.stdin.write(questions, "latin1");
  }

  #awake(): ChildProcessWithoutNullStreams {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = null;
    this.#child ??= this.#start();
    hold(this.#child, true);
    return this.#child;
  }

  #start(): ChildProcessWithoutNullStreams {
    const child = spawn("git", ["cat-file", "--batch"], { cwd: this.#directory, env: this.#environment });
    child.stdout.on("data", (chunk: Buffer) => this.#take(chunk));
    child.stderr.on("data", (chunk: Buffer) => {
      this.#said = (this.#said + chunk.toString("utf8")).slice(-2_000);
    });
    child.on("error", (error) => this.#end(child, error));
    child.on("close", (code) => this.#end(child, complaintOf({ code: code ?? -1, stdout: "", stderr: this.#said })));
    child.stdin.on("error", () => {});
    return child;
  }

  #end(child: ChildProcessWithoutNullStreams, why: Error | string): void {
    if (this.#child !== child) return;
    this.#child = null;
    this.#received = [];
    this.#length = 0;
    this.#needed = 1;
    const text = typeof why === "string" ? why : why.message;
    const waiting = this.#waiting.splice(0);
    // git ends at an object that it cannot unpack: the one that was asked for first. The others are asked for once more.
    const damaged = damage.test(this.#said) ? waiting.shift() : undefined;
    this.#said = "";
    if (damaged === undefined) {
      for (const one of waiting) one.reject(new GitFailure("failed", `cannot read objects: ${text}`));
      return;
    }
    damaged.reject(new GitFailure("corrupt", `an object is damaged: ${text}`));
    for (const one of waiting) this.#ask(one);
  }

  #take(chunk: Buffer): void {
    this.#received.push(chunk);
    this.#length += chunk.length;
    while (this.#length >= this.#needed && this.#answer());
    if (this.#waiting.length === 0) this.#rest();
  }

  /** Hands over one answer when its bytes are all there: `<oid> SP <kind> SP <size> LF <bytes> LF`. */
  #answer(): boolean {
    const buffer = this.#received.length === 1 ? this.#received[0] : Buffer.concat(this.#received);
    if (buffer === undefined) return false;
    this.#received = [buffer];
    const line = buffer.indexOf(0x0a);
    if (line < 0) return this.#more(buffer.length + 1);
    const [oid = "", kind = "", size = ""] = buffer.toString("utf8", 0, line).split(" ");
    if (!/^\d+$/.test(size)) {
      this.#rememberFrom(buffer, line + 1);
      this.#waiting.shift()?.resolve(null);
      return true;
    }
    const end = line + 1 + Number(size);
    if (buffer.length < end + 1) return this.#more(end + 1);
    this.#rememberFrom(buffer, end + 1);
    this.#waiting.shift()?.resolve({ oid, kind, bytes: Buffer.from(buffer.subarray(line + 1, end)) });
    return true;
  }

  #more(needed: number): false {
    this.#needed = needed;
    return false;
  }

  #rememberFrom(buffer: Buffer, offset: number): void {
    const rest = buffer.subarray(offset);
    this.#received = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
    this.#needed = 1;
  }

  /** Nobody waits: the child must not keep this process alive. */
  #rest(): void {
    const child = this.#child;
    if (child === null) return;
    hold(child, false);
    this.#idle = setTimeout(() => {
      this.#child = null;
      child.stdin.end();
    }, idleTime);
    this.#idle.unref();
  }
}

function hold(child: ChildProcessWithoutNullStreams, keepsAlive: boolean): void {
  if (keepsAlive) child.ref();
  else child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) {
    if (stream instanceof Socket) keepsAlive ? stream.ref() : stream.unref();
  }
}
