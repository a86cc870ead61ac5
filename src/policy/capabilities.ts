import { RollcallError } from "../model/error.ts";
import { isRecord, parseJson } from "../model/plain-json.ts";
import type { RunOpa } from "./opa.ts";

/** Built-ins that OPA compiles into the wasm module itself: no clock, network or randomness among them. */
const NATIVE = `abs and array.concat array.reverse array.slice assign base64.decode base64.encode base64.is_valid
  base64url.decode base64url.encode bits.and bits.lsh bits.negate bits.or bits.rsh bits.xor ceil concat contains count
  div endswith eq equal floor format_int glob.match graph.reachable gt gte indexof internal.member_2 internal.member_3
  intersection is_array is_boolean is_null is_number is_object is_set is_string json.filter json.is_valid json.marshal
  json.remove json.unmarshal lower lt lte max min minus mul neq net.cidr_contains net.cidr_intersects numbers.range
  object.filter object.get object.keys object.remove object.union object.union_n or plus product
  regex.find_all_string_submatch_n regex.is_valid regex.match rem replace round sort split startswith
  strings.replace_n strings.reverse substring sum to_number trim trim_left trim_prefix trim_right trim_space
  trim_suffix type_name union upper walk`.split(/\s+/);

/** Built-ins that the host supplies while a module runs; `regex.split` (backtracking) and `yaml.*` are left out. */
export const HOST_BUILTINS: readonly string[] = ["sprintf"];

/** `print` is erased by the build and heard in tests. */
const ERASED = ["print", "internal.print"];

/** Every built-in that a policy may use, sorted. */
export const ALLOWED_BUILTINS: readonly string[] = [...NATIVE, ...HOST_BUILTINS, ...ERASED].sort();

/** Everything that a compiler says it is capable of, as its own JSON. Throws `policy-unavailable`. */
export async function askCapabilities(opa: RunOpa, directory: string): Promise<string> {
  const { code, stdout, stderr } = await opa(["capabilities", "--current"], directory);
  const text = new TextDecoder().decode(stdout);
  if (code === 0 && builtinsOf(parseJson(text)) !== null) return text;
  throw new RollcallError("policy-unavailable", `the policy compiler does not tell its capabilities: ${stderr}`);
}

/** The compiler's capabilities cut down to the allowed built-ins, without hosts to fetch from: the text of a file for `--capabilities`. */
export function capabilitiesFile(told: string): string {
  const capabilities = parseJson(told);
  const allowed = new Set(ALLOWED_BUILTINS);
  const builtins = builtinsOf(capabilities)?.filter(
    (builtin) => isRecord(builtin) && typeof builtin["name"] === "string" && allowed.has(builtin["name"]),
  );
  return JSON.stringify({ ...(isRecord(capabilities) ? capabilities : {}), builtins, allow_net: [] });
}

function builtinsOf(capabilities: unknown): readonly unknown[] | null {
  const builtins = isRecord(capabilities) ? capabilities["builtins"] : null;
  return Array.isArray(builtins) ? builtins : null;
}
