import { headFunctions } from "./check-head.ts";
import { recordFunctions } from "./check-records.ts";
import { comparingFunctions } from "./hold-against.ts";
import { pagePainters } from "./paint-page.ts";
import { recordPainters } from "./paint-record.ts";
import { signatureFunctions } from "./signatures.ts";
import { treeFunctions } from "./tree.ts";

type Functions = readonly ((...args: never[]) => unknown)[];

/**
 * The script of a page of evidence: the functions of the modules beside this one, as they run here, and what puts them together in a
 * browser. Each module is a scope of its own, and gives what the next ones take as arguments.
 */
export function evidenceScript(): string {
  return `"use strict";
const signatures = ${scope(signatureFunctions)}(crypto.subtle);
const tree = ${scope(treeFunctions)}(signatures);
const tools = { signatures, tree };
const checkRecords = ${scope(recordFunctions)};
const checkHead = ${scope(headFunctions)};
const holdAgainst = ${scope(comparingFunctions)};
const paintRecord = ${scope(recordPainters)};
${scope(pagePainters)}({
  document,
  beforePrint: (open) => addEventListener("beforeprint", open),
  paintRecord,
  check: async (evidence) => {
    const records = await checkRecords(evidence, tools);
    return { records, head: await checkHead(evidence, tools), missing: [...signatures.missing] };
  },
  compare: (text, evidence, checked) => holdAgainst(text, { evidence, ...checked }, tools),
});
`;
}

/** An expression that gives the first of the functions, with the others in its reach. */
function scope(functions: Functions): string {
  return `(() => {\n${functions.map(String).join("\n")}\nreturn ${functions[0]?.name};\n})()`;
}
