import { describe, expect, test } from "vitest";
import { Discretion } from "../../../src/connectors/scim/discretion.ts";
import { Secret } from "../../../src/ports/secret.ts";
import { formsOfSecret } from "../../support/forms-of-secret.ts";

const token = 'tok?e"n+y/~01234567\\9';
const forms = Object.entries(formsOfSecret(token));

/** What is read of an answer with this body, after a request that showed the token. */
function read(body: string, headers: Readonly<Record<string, string>> = {}) {
  return new Discretion(null).of({ status: 200, headers, body }, new Secret(token));
}

/** JSON of a text with every letter as an escape. */
function escaped(text: string): string {
  return `"${[...text].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")}"`;
}

describe("what an application sends back of a token", () => {
  test.each(forms)("as %s is not read from its data", (_, form) => {
    const { body } = read(JSON.stringify({ displayName: `so ${form} it is`, id: "1" }));
    const { displayName, id } = JSON.parse(body);
    expect(id).toBe("1");
    expect(displayName).toMatch(/^so \[redacted\]=* it is$/);
  });

  test.each(forms)("as %s is not read where letters of it are escapes", (_, form) => {
    expect(JSON.parse(read(escaped(`é ${form} \\u0041 "x" \n`)).body)).toMatch(/^é \[redacted\]=* \\u0041 "x" \n$/);
    expect(read(`{"a":"${JSON.stringify(form).slice(1, -1).replaceAll("/", "\\/")}"}`).body).toContain("[redacted]");
  });

  test.each(forms)("as %s is not read from a header", (_, form) => {
    const headers = { "x-request-id": `r-${form}`, etag: 'W/"1"' };
    expect(read("{}", headers).headers).toEqual({ etag: 'W/"1"' });
  });

  test("within other credentials, in Base64, is not read either", () => {
    for (const user of ["u", "us", "use"]) {
      const { body } = read(JSON.stringify(Buffer.from(`${user}:${token}:x`).toString("base64")));
      expect(body).toContain("[redacted]");
    }
  });

  test("leaves every other byte of an answer as it was", () => {
    const body = '{"a":"caf\\u00e9 \\u0041 \\/ tok","b":[1.0,1e3]}';
    expect(read(body, { etag: "1" })).toEqual({ status: 200, headers: { etag: "1" }, body });
  });

  test("is looked for after the next token was given, and so is the secret that tokens are given for", () => {
    const discretion = new Discretion(new Secret("client-secret-1234"));
    const echo = { status: 200, headers: {}, body: `["${"older-token-567"}","client-secret-1234"]` };
    discretion.of({ status: 200, headers: {}, body: "{}" }, new Secret("older-token-567"));
    expect(JSON.parse(discretion.of(echo, new Secret("newer-token-890")).body)).toEqual(["[redacted]", "[redacted]"]);
  });
});
