import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, request as send } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { decodePlan } from "../../src/apply/plan-file.ts";
import { newLedgerKey } from "../../src/run/new-key.ts";
import { approveAll } from "../support/approve.ts";
import type { InteropService } from "./services.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));

/** Somebody on the roster of an office. */
export interface Employee {
  readonly id: string;
  readonly status: "active" | "left";
  readonly userName: string;
  readonly department: "Engineering" | "Sales";
  readonly title: string;
}

/** A repository with one application, the built command line, and a wire to the server that counts what is written. */
export interface Office {
  roster(people: readonly Employee[]): Promise<void>;
  /** Plans, agrees and applies; the exit codes, and how many requests wrote. `killAfter` kills the first apply at so many. */
  settle(
    killAfter?: number,
  ): Promise<{ readonly plan: number | null; readonly apply: number | null; readonly writes: number }>;
  /** Plans once more: the exit code is 0 when there is nothing to change. */
  planAgain(): Promise<{ readonly code: number | null; readonly writes: number; readonly said: string }>;
  close(): Promise<void>;
}

/** Opens an office whose application is a third-party server. */
export async function openOffice(service: InteropService): Promise<Office> {
  const root = await mkdtemp(join(tmpdir(), "rollcall-office-"));
  const wire = await openWire(service.url);
  const key = newLedgerKey("ci@office.example");
  await cp(join(repository, "policies"), join(root, "policies"), { recursive: true });
  const write = async (file: string, text: string) => {
    await mkdir(join(root, file, ".."), { recursive: true });
    await writeFile(join(root, file), text);
  };
  for (const [file, text] of Object.entries(filesFor(service))) await write(file, text);
  await write("policies/allowed_signers", key.allowedSigner);
  const thresholds = await readFile(join(root, "policies", "thresholds.yaml"), "utf8");
  // Here a third of everybody moves within an hour.
  await write("policies/thresholds.yaml", thresholds.replaceAll(/deny_share: [\d.]+/g, "deny_share: 1"));
  const environment = {
    TARGET_URL: wire.url,
    TARGET_TOKEN: service.token,
    ROLLCALL_SIGNING_KEY: key.privateKey,
    ROLLCALL_ACTOR: "interop",
    PATH: process.env["PATH"] ?? "",
    HOME: root,
    GIT_CONFIG_GLOBAL: "/dev/null",
  };
  await promisify(execFile)("git", ["-C", root, "init", "--quiet", "--initial-branch=main"], { env: environment });
  let hour = Date.parse("2026-11-23T08:00:00Z");
  const at = () => new Date(hour).toISOString().replace(".000Z", "Z");
  const call = (...args: readonly string[]) => launch({ root, environment, args: [...args, "--at", at()] }).ended;
  const planned = async () => {
    hour += 3_600_000;
    const plan = await call("plan", "--detailed-exitcode", "--out", "next.plan.json");
    if (plan.code !== 2) return plan;
    const approvals = approveAll(decodePlan(await readFile(join(root, "next.plan.json"), "utf8")));
    await write("approvals.json", JSON.stringify(approvals));
    return plan;
  };
  const applyArguments = ["apply", "next.plan.json", "--approvals", "approvals.json"];
  return {
    roster: (people) => write("people/roster.csv", rosterOf(people)),
    settle: async (killAfter) => {
      const plan = await planned();
      if (plan.code !== 2) throw new Error(`plan ended with ${plan.code}: ${plan.said}`);
      const before = wire.writes();
      if (killAfter !== undefined) {
        const first = launch({ root, environment, args: [...applyArguments, "--at", at()] });
        wire.when(before + killAfter, first.kill);
        const { code, said } = await first.ended;
        if (code !== null) throw new Error(`the apply was over before it was killed, with ${code}: ${said}`);
      }
      const applied = await call(...applyArguments);
      if (applied.code !== 0 && applied.code !== 7)
        throw new Error(`apply ended with ${applied.code}: ${applied.said}`);
      return { plan: plan.code, apply: applied.code, writes: wire.writes() - before };
    },
    planAgain: async () => {
      const before = wire.writes();
      const { code, said } = await planned();
      return { code, writes: wire.writes() - before, said };
    },
    close: async () => {
      await wire.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

function filesFor({ profile }: InteropService): Readonly<Record<string, string>> {
  const role = (name: string, birthright: string, group: string) =>
    `name: ${name}\ntitle: ${name}\nowner: platform\nrisk: 10\nbirthright:\n  - ${birthright}\ngrants:\n  - { application: target, group: ${group} }\n`;
  return {
    "rollcall.yaml": `organization: office
people: { source: csv, path: people/roster.csv, guard: { minPeople: 1, maxDrop: 50% } }
applications:
  target:
    connector: scim
    profile: ${profile}
    url: "\${env:TARGET_URL}"
    auth: { bearer: "\${env:TARGET_TOKEN}" }
    limits: { rate: 1000/s, concurrency: 8 }
limits: { rate: 1000/s }
audit: { signer: { ssh: "\${env:ROLLCALL_SIGNING_KEY}" } }
`,
    ".gitignore": ".rollcall/\n*.plan.json\n",
    "roles/everybody.yaml": role("everybody", "{}", "everybody"),
    "roles/engineer.yaml": role("engineer", "{ department: Engineering }", "engineering"),
    "roles/seller.yaml": role("seller", "{ department: Sales }", "sales"),
  };
}

function rosterOf(people: readonly Employee[]): string {
  const rows = people.map(({ id, status, userName, department, title }) =>
    [id, "employee", status, userName, "Given", `Family ${id}`, userName, department, title].join(","),
  );
  return ["id,kind,status,userName,givenName,familyName,email,department,title", ...rows, ""].join("\n");
}

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

function launch(run: {
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly args: readonly string[];
}): { readonly ended: Promise<Ended>; readonly kill: () => void } {
  const main = join(repository, "dist", "bin", "rollcall.js");
  const child = spawn(process.execPath, [main, ...run.args], {
    cwd: run.root,
    env: run.environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stdout.on("data", (chunk) => (said += String(chunk)));
  child.stderr.on("data", (chunk) => (said += String(chunk)));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, said: said.slice(-3000) }));
  });
  return { ended, kill: () => child.kill("SIGKILL") };
}

/** Passes everything on to a server as it is, and counts the requests that write. */
async function openWire(target: string) {
  const { origin, pathname } = new URL(target);
  let writes = 0;
  let alarm: { readonly at: number; readonly ring: () => void } | null = null;
  const server = createServer((incoming, outgoing) => {
    if (incoming.method !== "GET") writes += 1;
    if (alarm !== null && writes >= alarm.at) {
      alarm.ring();
      alarm = null;
    }
    const headers = { ...incoming.headers, host: new URL(origin).host };
    const onward = send(`${origin}${incoming.url}`, { method: incoming.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    // The server's own end of the connection is all that a client would see.
    onward.once("error", () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the wire has no port");
  return {
    url: `http://127.0.0.1:${address.port}${pathname}`,
    writes: () => writes,
    when: (at: number, ring: () => void) => {
      alarm = { at, ring };
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
