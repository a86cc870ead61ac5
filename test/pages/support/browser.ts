import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

/** A page in a browser without a screen. */
export interface Page {
  /** What the browser said of the page: errors, warnings, refusals by its policy. */
  readonly complaints: readonly string[];
  show(url: string, view: View): Promise<void>;
  /** The value of an expression in the page, as JSON. */
  evaluate(expression: string): Promise<unknown>;
  /** All of the page, as PNG. */
  screenshot(): Promise<Buffer>;
  close(): Promise<void>;
}

/** How a page is looked at. */
export interface View {
  readonly width: number;
  readonly height: number;
  readonly media: "screen" | "print";
  readonly scheme: "light" | "dark";
}

/** Opens Chromium (`CHROMIUM`, or where Debian puts it) and speaks the DevTools protocol with it over two pipes. */
export async function openBrowser(): Promise<Page> {
  const program = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
  if (!existsSync(program)) throw new Error(`no ${program}: apt-get install chromium, or set CHROMIUM`);
  const profile = await mkdtemp(join(tmpdir(), "rollcall-chromium-"));
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"];
  const quiet = ["--no-first-run", "--disable-background-networking", "--disable-extensions", "--disable-sync"];
  const child = spawn(program, [...flags, ...quiet, "--remote-debugging-pipe", `--user-data-dir=${profile}`], {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  const wire = new Wire(child);
  const { targetId } = await wire.send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await wire.send("Target.attachToTarget", { targetId, flatten: true });
  const page = new BrowserPage(wire, String(sessionId));
  for (const domain of ["Page", "Runtime", "Log"]) await page.send(`${domain}.enable`, {});
  return Object.assign(page, {
    close: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  });
}

type Fields = Readonly<Record<string, unknown>>;

class BrowserPage {
  readonly complaints: string[] = [];
  readonly #wire: Wire;
  readonly #session: string;

  constructor(wire: Wire, session: string) {
    this.#wire = wire;
    this.#session = session;
    wire.on("Log.entryAdded", (event) => this.complaints.push(JSON.stringify(event["entry"])));
    wire.on("Runtime.exceptionThrown", (event) => this.complaints.push(JSON.stringify(event)));
    wire.on("Runtime.consoleAPICalled", (event) => this.complaints.push(JSON.stringify(event["args"])));
  }

  send(method: string, params: Fields): Promise<Fields> {
    return this.#wire.send(method, params, this.#session);
  }

  async show(url: string, { width, height, media, scheme }: View): Promise<void> {
    const features = [{ name: "prefers-color-scheme", value: scheme }];
    await this.send("Emulation.setEmulatedMedia", { media, features });
    await this.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
    const loaded = this.#wire.next("Page.loadEventFired");
    await this.send("Page.navigate", { url });
    await loaded;
  }

  async evaluate(expression: string): Promise<unknown> {
    const { result } = await this.send("Runtime.evaluate", { expression: `JSON.stringify(${expression})` });
    return JSON.parse(textOf(result, "value"));
  }

  async screenshot(): Promise<Buffer> {
    const shot = await this.send("Page.captureScreenshot", { format: "png", captureBeyondViewport: true });
    return Buffer.from(textOf(shot, "data"), "base64");
  }
}

/** Messages of the DevTools protocol over pipes: JSON, each ended by a zero byte. */
class Wire {
  readonly #out: Writable;
  readonly #waiting = new Map<number, { resolve(value: Fields): void; reject(error: Error): void }>();
  readonly #listeners = new Map<string, ((params: Fields) => void)[]>();
  #last = 0;
  #rest = "";

  constructor(child: ChildProcess) {
    const [, , , out, back] = child.stdio;
    if (!isWritable(out) || !isReadable(back)) throw new Error("the browser has no pipes");
    this.#out = out;
    back.setEncoding("utf8").on("data", (text: string) => this.#take(text));
    child.once("exit", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("the browser ended"));
    });
  }

  send(method: string, params: Fields, sessionId?: string): Promise<Fields> {
    this.#last += 1;
    const id = this.#last;
    this.#out.write(`${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  on(method: string, listen: (params: Fields) => void): void {
    this.#listeners.set(method, [...(this.#listeners.get(method) ?? []), listen]);
  }

  next(method: string): Promise<Fields> {
    return new Promise((resolve) => this.on(method, resolve));
  }

  #take(text: string): void {
    const messages = (this.#rest + text).split("\0");
    this.#rest = messages.pop() ?? "";
    for (const message of messages) this.#deliver(JSON.parse(message));
  }

  #deliver(message: { id?: number; result?: Fields; error?: unknown; method?: string; params?: Fields }): void {
    if (message.id === undefined) {
      for (const listen of this.#listeners.get(message.method ?? "") ?? []) listen(message.params ?? {});
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error === undefined) waiting?.resolve(message.result ?? {});
    else waiting?.reject(new Error(JSON.stringify(message.error)));
  }
}

function isWritable(stream: unknown): stream is Writable {
  return typeof stream === "object" && stream !== null && "write" in stream;
}

function isReadable(stream: unknown): stream is Readable {
  return typeof stream === "object" && stream !== null && "setEncoding" in stream;
}

function textOf(value: unknown, name: string): string {
  const text: unknown = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
  if (typeof text !== "string") throw new Error(`the browser gave no ${name}: ${JSON.stringify(value)}`);
  return text;
}
