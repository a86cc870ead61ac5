import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** The root of this repository. */
export const repository = fileURLToPath(new URL("../../", import.meta.url));

/** A fenced block: its language, its text, and the path that its first line or the comment above it names. */
export interface Fence {
  readonly language: string;
  readonly text: string;
  readonly path: string | null;
}

/** A page of the documentation. */
export async function readPage(path: string): Promise<string> {
  return readFile(`${repository}${path}`, "utf8");
}

/** Every fenced block of a page, in order. */
export function fencesOf(page: string): readonly Fence[] {
  const found = page.matchAll(/(?:<!-- example: (\S+) -->\n)?```(\w+)\n([\s\S]*?)^```$/gm);
  return [...found].map(([, marked, language = "", text = ""]) => ({ language, text, path: marked ?? pathIn(text) }));
}

/** `# roles/everyone.yaml` or `// ci/approvals.mjs` as the whole first line. */
function pathIn(text: string): string | null {
  return /^(?:#|\/\/) ([\w.-]+(?:\/[\w.-]+)*\.\w+)\n/.exec(text)?.[1] ?? null;
}

/** The page without its fenced blocks. */
export function proseOf(page: string): string {
  return page.replace(/^```\w*\n[\s\S]*?^```$/gm, "");
}

/** Cells of every row of every table, without the header's rule. */
export function tableRowsOf(page: string): readonly (readonly string[])[] {
  const rows = proseOf(page)
    .split("\n")
    .filter((line) => line.startsWith("|") && !/^\|[-|]+\|$/.test(line));
  return rows.map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** Texts between back-ticks, in order. */
export function codesOf(text: string): readonly string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
}
