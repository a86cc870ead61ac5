import { decodeText } from "../document/text.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { FileBytes, Files } from "./files.ts";

/** A policy as it was written. */
export interface PolicyText {
  readonly path: string;
  readonly text: string;
}

/** What lies in `policies/`. */
export interface PolicyFiles {
  readonly policies: readonly PolicyText[];
  readonly tests: readonly PolicyText[];
  /** `thresholds.yaml`, when there is one. */
  readonly thresholds: readonly FileBytes[];
  /** `teams.yaml`, when there is one. */
  readonly teams: readonly FileBytes[];
  readonly diagnostics: readonly Diagnostic[];
}

const thresholdsPath = "policies/thresholds.yaml";
const teamsPath = "policies/teams.yaml";
const maxPolicyBytes = 256 * 1024;

/** Reads `policies/`: texts are passed on as they are, since compiling them is another matter. */
export async function readPolicyFiles(files: Files): Promise<PolicyFiles> {
  const isRego = (path: string) => path.endsWith(".rego");
  const read = await files.readAll(
    await files.listNamed("policies", {
      isRight: (path) => isRego(path) || path === thresholdsPath || path === teamsPath,
      hint: "policies are NAME.rego and NAME_test.rego, their data is thresholds.yaml, who approves is teams.yaml",
    }),
  );
  const rego = read.filter(({ path }) => isRego(path)).map((file) => ({ path: file.path, ...readText(file) }));
  const texts = rego.flatMap(({ path, text }) => (text === null ? [] : [{ path, text }]));
  return {
    policies: texts.filter(({ path }) => !isTest(path)),
    tests: texts.filter(({ path }) => isTest(path)),
    thresholds: read.filter(({ path }) => path === thresholdsPath),
    teams: read.filter(({ path }) => path === teamsPath),
    diagnostics: rego.flatMap(({ diagnostics }) => diagnostics),
  };
}

/** The text of a file that is not YAML. */
export function readText({ path, bytes }: FileBytes): {
  readonly text: string | null;
  readonly diagnostics: readonly Diagnostic[];
} {
  const decoded = decodeText(bytes, path, maxPolicyBytes);
  return decoded.kind === "text"
    ? { text: decoded.text, diagnostics: [] }
    : { text: null, diagnostics: decoded.diagnostics };
}

function isTest(path: string): boolean {
  return path.endsWith("_test.rego");
}
