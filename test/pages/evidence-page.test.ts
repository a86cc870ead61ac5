import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { evidenceScript } from "../../src/audit/page/script.ts";
import { openSshSigner } from "../../src/audit/ssh-key.ts";
import type { Evidence } from "../../src/model/evidence.ts";
import { evidencePage } from "../../src/report/evidence-page.ts";
import { allowCi, bareRepository, file, keys, namespaces, newKey, run, scratch } from "../audit/a-ledger.ts";
import { anEvidentLedger, evidenceOf } from "../audit/some-evidence.ts";
import { aRepository } from "../support/written.ts";
import { openBrowser, type Page, type View } from "./support/browser.ts";
import { clippedCells, faintText } from "./support/looks.ts";
import { readPng } from "./support/png.ts";
import { digest, pagesFolder } from "./support/written-pages.ts";

const place = scratch();
const screen = { width: 1200, height: 900, media: "screen", scheme: "light" } as const;

let page: Page;
let evidence: Evidence;
let whole: string;
beforeAll(async () => {
  mkdirSync(pagesFolder, { recursive: true });
  const ledger = await anEvidentLedger(bareRepository(place.sub("ledger.git")));
  evidence = await evidenceOf(ledger);
  whole = evidencePage(evidence, evidenceScript(), digest);
  page = await openBrowser();
});
afterAll(async () => {
  await page?.close();
  place.remove();
});

/** Shows a page and waits for what it says of itself. */
async function open(text: string, view: View = screen): Promise<string> {
  const path = join(pagesFolder, "evidence.html");
  writeFileSync(path, text);
  await page.show(pathToFileURL(path).href, view);
  return verdict();
}

async function verdict(not = "unchecked"): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    const found = String(await page.evaluate("document.getElementById('verdict').dataset.verdict"));
    if (found !== not) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return not;
}

/** Ids of all that is marked as altered. */
const marked = () =>
  page.evaluate("[...document.querySelectorAll('#records [data-verdict=altered]')].map(({ id }) => id)");
const said = () => page.evaluate("document.getElementById('verdict').textContent");

/** The page with the one place where a text stands changed. */
function edited(text: string, to: string): string {
  expect(whole.split(text).length).toBe(2);
  return whole.replace(text, () => to);
}

async function shot(name: string, view: View): Promise<void> {
  const bytes = await page.screenshot();
  writeFileSync(join(pagesFolder, `${name.replaceAll(" ", "-")}.png`), bytes);
  const picture = readPng(bytes);
  const [ground = 0] = [...picture.colours.values()].sort((a, b) => b - a);
  expect(picture.width).toBe(view.width);
  expect(ground / (picture.width * picture.height)).toBeGreaterThan(0.5);
  expect(picture.colours.size).toBeGreaterThan(20);
}

const views: readonly (readonly [name: string, view: View])[] = [
  ["a desk", screen],
  ["a desk at night", { ...screen, scheme: "dark" }],
  ["a telephone", { ...screen, width: 390 }],
  ["paper", { ...screen, width: 700, media: "print" }],
];

describe.each(views)("evidence on %s", (name, view) => {
  test("is green, legible, and gives the browser nothing to complain of", async () => {
    expect(await open(whole, view)).toBe("holds");
    expect(await said()).toContain("5 records with 9 changes and 10 signatures lie under the checkpoint of 5 records");
    expect(await marked()).toEqual([]);
    expect(page.complaints).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(view.width);
    expect(await page.evaluate(faintText)).toEqual([]);
    expect(await page.evaluate(clippedCells)).toEqual([]);
    await shot(`evidence on ${name}`, view);
  });
});

test("evidence shows who approved, what was decided, and to whom; what somebody hostile wrote is text", async () => {
  await open(whole);
  const text = String(await page.evaluate("document.getElementById('records').innerText"));
  for (const word of [
    "by e1002 for platform",
    "allow, risk 20 (birthright)",
    "e1 (a-77)",
    "revoke group:engineering",
    "heartbeat",
  ])
    expect(text).toContain(word);
  expect(text).toContain("<img src=x onerror=");
  expect(text).toContain("\\u{202e}gnp");
  expect(await page.evaluate("[document.title, document.images.length, document.scripts.length]")).toEqual([
    "Evidence of access changes at acme",
    0,
    2,
  ]);
  const bytes = "(() => { const one = document.querySelector('#record-4 .bytes'); one.open = true; return 1; })()";
  await page.evaluate(bytes);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await page.evaluate("document.querySelector('#record-4 .bytes pre').textContent.slice(0, 40)")).toBe(
    evidence.records[3]?.manifest.slice(0, 40),
  );
});

const record = (sequence: number) => evidence.records[sequence - 1];
const json = (text: string | undefined) =>
  JSON.stringify(text ?? "")
    .slice(1, -1)
    .replaceAll("<", "\\u003c");
const flipped = (text: string, at: number) =>
  `${text.slice(0, at)}${text[at] === "A" ? "B" : "A"}${text.slice(at + 1)}`;

describe("one altered byte", () => {
  test("in a manifest is red at its record alone", async () => {
    expect(await open(edited('\\"run\\":\\"run-2\\"', '\\"run\\":\\"run-9\\"'))).toBe("altered");
    expect(await marked()).toEqual(["record-2"]);
    expect(await said()).toContain("Record 2: its manifest is not the one under the checkpoint");
  });

  test("in an entry is red at that entry of its record", async () => {
    const line = json(record(4)?.entries.split("\n")[2]);
    expect(await open(edited(line, line.replace("unchanged", "unchangeD")))).toBe("altered");
    expect(await marked()).toEqual(["record-4", "record-4-entry-3"]);
    expect(await said()).toContain("Record 4, entry 3: altered");
    await shot("evidence that was altered", screen);
  });

  test("in a signature is red at its record", async () => {
    const signatures = json(record(5)?.signatures);
    const at = signatures.indexOf('\\"sig\\":\\"') + 30;
    expect(await open(edited(signatures, flipped(signatures, at)))).toBe("altered");
    expect(await marked()).toEqual(["record-5"]);
    expect(await said()).toContain("Record 5: the DSSE signature");
    const ssh = signatures.indexOf("SIGNATURE-----") + 200;
    await open(edited(signatures, flipped(signatures, ssh)));
    expect(await said()).toContain("Record 5: the SSH signature");
  });

  test("in the checkpoint is red at the checkpoint", async () => {
    const note = json(evidence.checkpoint);
    expect(await open(edited(`"checkpoint":"${note}"`, `"checkpoint":"${flipped(note, note.length - 20)}"`))).toBe(
      "altered",
    );
    expect(await marked()).toEqual([]);
    expect(await said()).toContain("Checkpoint: a signature on it does not hold");
  });

  test("in the script keeps it from running, and the page from being green", async () => {
    const text = edited("const tools = { signatures, tree };", "const tools = { tree, signatures };");
    expect(await open(text)).toBe("unchecked");
  });

  test("that makes the data unreadable is red", async () => {
    expect(await open(edited('"format_version":"1.0","organization"', '"format_version":"1.0""organization"'))).toBe(
      "altered",
    );
    expect(await said()).toContain("This page is damaged");
  });
});

const type = (id: string, text: string) =>
  page.evaluate(
    `(() => { const field = document.getElementById(${JSON.stringify(id)}); field.value = ${JSON.stringify(text)}; field.dispatchEvent(new Event("input")); return 1; })()`,
  );
const shownRows = () =>
  page.evaluate(
    "[...document.querySelectorAll('#records tbody tr')].filter((row) => row.checkVisibility()).map(({ id }) => id)",
  );

test("changes can be filtered by person, application and kind", async () => {
  await open(whole);
  await type("who", "e1002");
  expect(await shownRows()).toEqual([1, 2, 4, 5].map((n) => `record-${n}-entry-${n === 4 ? 3 : 2}`));
  await type("who", "");
  await type("application", "chat");
  await type("kind", "grant");
  expect(await shownRows()).toEqual([1, 2, 4, 5].map((n) => `record-${n}-entry-1`));
  expect(await page.evaluate("document.getElementById('shown').textContent")).toBe("4 of 9 changes shown");
  await type("application", "");
  await type("kind", "heartbeat");
  expect(await shownRows()).toEqual([]);
  expect(
    await page.evaluate(
      "[...document.querySelectorAll('.record')].filter((one) => one.checkVisibility()).map(({ id }) => id)",
    ),
  ).toEqual(["record-3"]);
});

test("what the reader trusts is compared: nothing is vouched for before, and another key is red", async () => {
  await open(whole);
  expect(await said()).toContain("That proves consistency only");
  await type("own", keys.ci.publicKey);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await said()).toContain("Holds, and agrees with what you brought");
  await type("own", keys.other.publicKey);
  expect(await verdict("holds")).toBe("altered");
  expect(await said()).toContain("Is not what you trust");
  await type("own", evidence.checkpoint);
  expect(await verdict("altered")).toBe("holds");
});

test("evidence signed with P-256 is green, and with a revoked key once the reader brings what covers it", async () => {
  const { text, line } = newKey(place.sub("p256"), "ci@acme.example");
  const allowedSigners = `ci@acme.example ${namespaces} ${line}\n`;
  const with_ = { signer: openSshSigner(text), allowedSigners };
  const ledger = await anEvidentLedger(bareRepository(place.sub("p256.git")), with_);
  const found = await evidenceOf(ledger);
  expect(await open(evidencePage(found, evidenceScript(), digest))).toBe("holds");
  const revoked = await evidenceOf(ledger, { revokedKeys: `${line}\n` });
  expect(await open(evidencePage(revoked, evidenceScript(), digest))).toBe("unknown");
  expect(await said()).toContain("Record 1: its key was revoked since");
  await type("own", found.checkpoint);
  expect(await verdict("unknown")).toBe("holds");
});

test("a browser without Ed25519 is told so, and shows no green", async () => {
  const without = `Object.defineProperty(crypto.subtle, "importKey", { value: () => Promise.reject(new DOMException("no", "NotSupportedError")) });\n`;
  const text = evidencePage(evidence, without + evidenceScript(), digest);
  expect(await open(text)).toBe("unknown");
  expect(await said()).toContain("This browser has no Ed25519");
});

test("a page that the built program wrote is green", async () => {
  const root = place.sub("work");
  for (const [path, text] of Object.entries({ ...aRepository, "policies/allowed_signers": allowCi() }))
    file(join(root, path), text);
  run("git", ["init", "-q", root]);
  await anEvidentLedger(root);
  const [program, out] = [
    fileURLToPath(new URL("../../dist/bin/rollcall.js", import.meta.url)),
    place.sub("built.html"),
  ];
  run(process.execPath, [program, "audit", "evidence", "--root", root, "--from", "2", "--out", out]);
  expect(await open(readFileSync(out, "utf8"))).toBe("holds");
});
