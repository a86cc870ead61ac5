import type { ValuePath } from "../document/parsed.ts";
import type { Written } from "../document/validate.ts";
import type { SignInSource } from "../model/application.ts";
import { type Conversion, checkPath, readDuration, refuse } from "./conversion.ts";
import { durationSchema, pathSchema, textSchema } from "./schema-parts.ts";
import { signInColumns } from "./sign-in-file.ts";

const attributeName = "[A-Za-z][A-Za-z0-9_-]*";
/** RFC 7644 section 3.10. */
const attributePattern = `^([Uu][Rr][Nn](:[A-Za-z0-9._-]+)+:)?${attributeName}(\\.${attributeName})?$`;

/** Where it is told who signed in to an application. */
export const signInsSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    path: { ...pathSchema, description: "A CSV of last sign-ins: people/sign-ins/chat.csv" },
    maxAge: {
      ...durationSchema,
      description: "With a newest sign-in older than this, nothing is concluded: 7d when left out",
    },
    columns: {
      type: "object",
      additionalProperties: false,
      properties: {
        userName: { ...textSchema, description: "The column of the userName or email; userName when left out" },
        lastSignIn: { ...textSchema, description: "The column of the last sign-in; lastSignIn when left out" },
      },
      description: "What the columns of an identity provider's export are called",
    },
    attribute: {
      type: "string",
      pattern: attributePattern,
      maxLength: 256,
      description: "In place of a file, the attribute of accounts that tells: lastLogin, or urn:…:User:lastSignIn",
    },
  },
  description: "Who signed in, and when last: evidence for the reclaim of pools",
} as const;

/** `signIns` of an application; null where what is written was refused. */
export function readSignInSource(
  conversion: Conversion,
  at: ValuePath,
  written: Written<typeof signInsSchema>,
): SignInSource | null {
  const { path, attribute, columns } = written;
  const fault = faultOf(written);
  if (fault !== null) {
    refuse(conversion, at, { code: "sign-ins-shape", ...fault });
    return null;
  }
  if (attribute !== undefined) return { kind: "attribute", attribute };
  if (path === undefined) return null;
  const maxAge = readDuration(conversion, [...at, "maxAge"], written.maxAge ?? "7d") ?? 0;
  checkPath(conversion, [...at, "path"], path);
  return { kind: "file", path, maxAge, columns: { ...signInColumns, ...columns } };
}

/** A file or an attribute; what is said of a file says nothing of an attribute, which is as new as the listing. */
function faultOf({ path, attribute, maxAge, columns }: Written<typeof signInsSchema>) {
  if (path === undefined && attribute === undefined) {
    return { message: "signIns names neither a path nor an attribute", hint: "give exactly one of them" };
  }
  if (attribute === undefined) return null;
  const extra = Object.entries({ path, maxAge, columns }).find(([, value]) => value !== undefined)?.[0];
  if (extra === undefined) return null;
  const hint = extra === "path" ? "give exactly one of them" : `leave ${extra} out: it is for a file`;
  return { message: `signIns has both attribute and ${extra}`, hint };
}
