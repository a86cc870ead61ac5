import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Where pages and their pictures lie. */
export const pagesFolder = fileURLToPath(new URL("../../../node_modules/.cache/pages", import.meta.url));

/** The SHA-256 of a text, as a page's own policy names it. */
export const digest = (text: string) => createHash("sha256").update(text).digest("base64");

/** Pages written to a folder that outlives the test, for whoever wants to look at them; a page is found by its name. */
export class WrittenPages {
  readonly #urls = new Map<string, string>();

  write(name: string, text: string): void {
    mkdirSync(pagesFolder, { recursive: true });
    const path = join(pagesFolder, `${name}.html`);
    writeFileSync(path, text);
    this.#urls.set(name, pathToFileURL(path).href);
  }

  /** Empty for a page that was not written. */
  url(name: string): string {
    return this.#urls.get(name) ?? "";
  }
}
