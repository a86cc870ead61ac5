import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodePlan } from "../../src/apply/plan-file.ts";
import { type FakeGitHub, openFakeGitHub } from "../forge/fake-github/open.ts";
import { aPull } from "../forge/fake-github/state.ts";
import { approveAll } from "../support/approve.ts";
import { type EchoProxy, startEchoProxy } from "../support/echo-proxy.ts";
import { formsOfSecret } from "../support/forms-of-secret.ts";
import { monday, openWorkplace, type Workplace } from "../support/workplace.ts";

const token = 'chat?c"anary+/~>01234567\\9';
const forgeToken = 'ghs_c?a"nary+/~>7654321\\0';
const forms = Object.values(formsOfSecret(token));

let fake: FakeGitHub;
let proxy: EchoProxy;
let place: Workplace;
const sinks = new Map<string, string>();

describe("an application that knows its token and says it wherever it may", () => {
  beforeAll(async () => {
    fake = await openFakeGitHub();
    proxy = await startEchoProxy(token, forms);
    place = await openWorkplace({
      ...{ GITHUB_API_URL: fake.url, GITHUB_REPOSITORY: "meridian/access", GITHUB_TOKEN: forgeToken },
      CANARY: token,
    });
    const { CHAT_URL: url = "", CHAT_TOKEN: own = "" } = place.environment;
    proxy.target = { url: new URL(url).origin, token: own };
    await place.edit("rollcall.yaml", `"$\{env:CHAT_URL}"`, `"${proxy.url}${new URL(url).pathname}"`);
    await place.edit("rollcall.yaml", `$\{env:CHAT_TOKEN}`, `$\{env:CANARY}`);
    const signers = await place.read("policies/allowed_signers");
    await place.write("policies/allowed_signers", signers.replace(/namespaces="/, 'namespaces="rollcall-plan@v1,'));
    await place.edit("rollcall.yaml", "rate: 50/s, concurrency: 8", "rate: 1000/s, concurrency: 8");
    loadEchoes();
    await place.git("commit", "--quiet", "--all", "--message", "Ask the other one");
    const may = new Set(["contents:read", "pull_requests:write", "checks:write", "metadata:read"]);
    fake.at.bearers.set(forgeToken, { login: "github-actions[bot]", kind: "installation", may });
  });
  afterAll(async () => {
    await place.close();
    await proxy.close();
    await fake.close();
  });

  test("is planned, told of in a pull request, bound, applied and reported", async () => {
    const base = await place.git("rev-parse", "HEAD");
    await place.git("commit", "--quiet", "--allow-empty", "--message", "Propose");
    const head = await place.git("rev-parse", "HEAD");
    fake.at.pulls.set(7, aPull({ number: 7, sha: head }));
    await run(
      ...["plan", "--at", monday, "--ref", "HEAD", "--policies-from", base, "--format", "markdown", "--verbose"],
      ...["--pull-request", "7", "--check", "--bind", "record.json", "--for", "7", "--head", head],
    );
    expect(fake.at.comments).toHaveLength(1);
    expect(fake.at.checks).toHaveLength(1);
    await run("plan", "--at", monday, "--format", "json", "--progress", "json", "--out", "next.plan.json");
    const approvals = approveAll(decodePlan(await place.read("next.plan.json")));
    await place.write("approvals.json", JSON.stringify(approvals));
    await run(
      ...[
        "apply",
        "next.plan.json",
        "--at",
        monday,
        "--approvals",
        "approvals.json",
        "--only",
        "chat",
        "--progress",
        "json",
      ],
    );
    expect(proxy.refused()).toBeGreaterThan(6);
    await run("audit", "report", "failures", "--format", "csv", "--out", "failures.csv");
    await run("audit", "report", "failures", "--format", "html", "--out", "failures.html");
    await run("audit", "evidence", "--out", "evidence.html");
  });

  test("is read without it: what it said is redacted in every plan, and the changes are recorded", async () => {
    sinks.set("comment", fake.at.comments.map(({ body }) => body).join());
    sinks.set("check", JSON.stringify(fake.at.checks));
    for (const name of await readdir(place.root, { recursive: true, withFileTypes: true })) {
      const path = join(name.parentPath, name.name);
      if (name.isFile()) sinks.set(path.slice(place.root.length + 1), (await readFile(path)).toString("latin1"));
    }
    sinks.set("ledger", await place.git("log", "--all", "--patch", "--text", "--full-history"));
    expect(sinks.get("next.plan.json")).toContain("so [redacted]");
    for (const sink of ["ledger", "failures.csv", "failures.html", "evidence.html", "record.json"])
      expect(sinks.get(sink)).toContain("chat/");
  });

  test("brings no secret into any sink, in no form", () => {
    const key = place.environment["ROLLCALL_SIGNING_KEY"]?.split("\n")[2] ?? "";
    expect(key.length).toBeGreaterThan(40);
    const sought = [...forms, ...[forgeToken, key].flatMap((secret) => Object.values(formsOfSecret(secret)))];
    const found = [...sinks].flatMap(([sink, text]) => {
      const read = [text, withoutEntities(text)];
      return sought.filter((form) => read.some((each) => each.includes(form))).map((form) => `${sink}: ${form}`);
    });
    expect(found).toEqual([]);
  });
});

/** Accounts and groups that are called by the token, in each of its forms. */
function loadEchoes(): void {
  place.sandbox.load("chat", {
    users: forms.flatMap((form, index) => [
      {
        userName: `p${index}@meridian.example`,
        externalId: `e10${10 + index}`,
        displayName: `so ${form}`,
        active: true,
      },
      { userName: `${index} so ${form}`, displayName: form, title: form, active: true },
    ]),
    groups: forms.map((form, index) => ({ displayName: `${index} so ${form}` })),
  });
}

async function run(...args: readonly string[]): Promise<void> {
  const { stdout, stderr, code } = await place.rollcall(...args);
  const sink = `output of ${args.slice(0, 3).join(" ")}`;
  sinks.set(`${sink} ${sinks.size}`, `${stdout}\n${stderr}`);
  expect([sink, stdout + stderr, code]).toEqual([
    sink,
    stdout + stderr,
    expect.toSatisfy((end: number) => [0, 2, 7].includes(end)),
  ]);
}

/** Text as a page or a comment shows it. */
function withoutEntities(text: string): string {
  return text
    .replaceAll(/&#(\d+);/g, (_, point: string) => String.fromCodePoint(Number(point)))
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
