import { afterAll, beforeAll, test } from "vitest";
import { follow } from "./follow.ts";
import { type Home, openHome } from "./own-applications.ts";
import { Shell } from "./shell.ts";

let home: Home;
let shell: Shell;

beforeAll(async () => {
  home = await openHome();
  shell = new Shell(home.path, home.environment);
});
afterAll(async () => {
  shell.close();
  await home.close();
});

test("the page about licence pools is followed to its end, and prints what it shows", {
  timeout: 300_000,
}, async () => {
  await follow("docs/pools.md", shell);
});
