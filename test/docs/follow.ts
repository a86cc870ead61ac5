import { expect } from "vitest";
import { fencesOf, readPage } from "./markdown.ts";
import { type Shell, scriptOf } from "./shell.ts";

/** Runs a page from top to bottom in a shell, and expects every line that it shows in what the block before it printed. */
export async function follow(page: string, shell: Shell): Promise<void> {
  let printed = "";
  for (const fence of fencesOf(await readPage(page))) {
    if (fence.language === "text") {
      for (const line of fence.text.trim().split("\n")) expect(inOneLine(printed)).toContain(inOneLine(line));
      continue;
    }
    const ended = await shell.run(scriptOf(fence));
    if (ended.code !== null) throw new Error(`ended with ${ended.code}\n${fence.text}\n${ended.output}`);
    printed = ended.output;
  }
}

/** Where lines break depends on the width of a terminal. */
function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
