import { readFileSync } from "node:fs";
import { openSshSigner } from "../../dist/audit/ssh-key.js";
import { recordOf } from "./ledger-run.mjs";
import { writePackedLedger } from "./packed-ledger.mjs";

// write-ledger.mjs REPOSITORY BRANCH RUNS < KEY: a ledger with 40 runs a day up to now; prints their commits.
const [root = "", branch = "", count = ""] = process.argv.slice(2);
const runs = Number(count);
const signer = openSshSigner(readFileSync(0, "utf8"));
const begin = Math.floor(Date.now() / 1000) - runs * 2160;
process.stdout.write((await writePackedLedger(root, { branch, signer, runs, recordOf, begin })).join("\n"));
