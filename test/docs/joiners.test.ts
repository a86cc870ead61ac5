import { afterAll, beforeAll, expect, test } from "vitest";
import { fencesOf, readPage } from "./markdown.ts";
import { type Home, openHome } from "./own-applications.ts";
import { Shell, scriptOf } from "./shell.ts";

let home: Home;
let shell: Shell;

beforeAll(async () => {
  home = await openHome();
  shell = new Shell(home.path, home.environment);
});
afterAll(async () => {
  await shell.run("kill $(cat ~/shop/sandbox.pid) 2> /dev/null || true");
  shell.close();
  await home.close();
});

test("the page about joiners is followed to its end, and prints what it shows", {
  timeout: 300_000,
}, async () => {
  let printed = "";
  for (const fence of fencesOf(await readPage("docs/joiners.md"))) {
    if (fence.language === "text") {
      for (const line of fence.text.trim().split("\n")) expect(inOneLine(printed)).toContain(inOneLine(line));
      continue;
    }
    const ended = await shell.run(scriptOf(fence));
    if (ended.code !== null) throw new Error(`ended with ${ended.code}\n${fence.text}\n${ended.output}`);
    printed = ended.output;
  }
});

/** Where lines break depends on the width of a terminal. */
function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
