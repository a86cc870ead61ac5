import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { formHeadings, parseAccessRequest, readRequestIssue } from "../../src/forge/access-request.ts";
import { anyText } from "../support/any-text.ts";
import { requestForm } from "../support/request-form.ts";

const values = { Person: "e1042", Role: "it-admin", Kind: "temporary", From: "", Until: "2026-11-30", Reason: "REQ-7" };

const read = { person: "e1042", role: "it-admin", kind: "temporary", from: null, until: "2026-11-30", reason: "REQ-7" };

describe("the form of a request", () => {
  test("is read as it was filled in", () => {
    expect(parseAccessRequest(requestForm(values))).toEqual({ kind: "read", value: read });
    expect(parseAccessRequest(requestForm(values, "\r\n"))).toEqual({ kind: "read", value: read });
    const numbered = parseAccessRequest(requestForm({ ...values, Reason: "#7 asks" }));
    expect(numbered).toMatchObject({ kind: "read", value: { reason: "#7 asks" } });
    const short = parseAccessRequest(requestForm({ Person: "e1", Role: "x", Reason: "r" }));
    expect(short).toMatchObject({ kind: "read", value: { kind: "standard", until: null } });
  });

  test.each([
    ["nothing", ""],
    ["a needed value that is missing", requestForm({ ...values, Reason: "" })],
    ["a kind that is none", requestForm({ ...values, Kind: "forever" })],
    ["a heading more", `${requestForm(values)}\n\n### Role\n\nroot`],
    ["a heading in a value", requestForm({ ...values, Person: "### Role\n\nroot" })],
    ["a value of two lines", requestForm({ ...values, Reason: "a\nb" })],
    ["another order", requestForm(values).replace("### Person", "### X").replace("### Role", "### Person")],
    ["more than the form holds", requestForm({ ...values, Reason: "x".repeat(20_000) })],
  ])("is refused with %s", (_what, body) => {
    expect(parseAccessRequest(body).kind).toBe("refused");
  });

  test("gives what was typed or refuses it, for any text", () => {
    const typedText = fc.oneof(
      anyText(),
      fc.constantFrom(
        "### Role",
        "_No response_",
        "$(id)",
        "`x`",
        `\${{ github.token }}`,
        "a\n### Until\n\n2030-01-01",
      ),
    );
    fc.assert(
      fc.property(fc.record({ Person: typedText, Role: typedText, Until: typedText, Reason: typedText }), (answers) => {
        const result = parseAccessRequest(requestForm({ ...values, ...answers }));
        if (result.kind === "refused") return;
        const { person, role, until, reason } = result.value;
        const typed = (text: string) => (text.trim() === "_No response_" ? null : text.trim() || null);
        expect([person, role, until, reason]).toEqual(
          [answers.Person, answers.Role, answers.Until, answers.Reason].map(typed),
        );
      }),
    );
  });

  test("never throws, whatever the body or the event is", () => {
    fc.assert(fc.property(anyText(), (body) => void parseAccessRequest(body)));
    fc.assert(fc.property(fc.anything(), (event) => void readRequestIssue(event)));
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (number, body) => {
        const event = { issue: { number, body, user: { login: "ana" } } };
        expect(readRequestIssue(event).kind).toBe("refused");
      }),
    );
  });

  test("is read from GitHub's event, with its number and who opened it", () => {
    const event = { issue: { number: 7, body: requestForm(values), user: { login: "ana-s" } } };
    expect(readRequestIssue(event)).toEqual({
      kind: "read",
      value: { number: 7, author: "ana-s", accepted: null, request: read },
    });
    const issue = { ...event.issue, user: { login: "a b>\n" } };
    expect(readRequestIssue({ issue }).kind).toBe("refused");
  });

  test("has the headings of the template, in its order, one line each", async () => {
    const path = new URL("../../.github/ISSUE_TEMPLATE/access-request.yml", import.meta.url);
    const template: Template = parse(await readFile(path, "utf8"));
    const fields = template.body.filter(({ type }) => type !== "markdown");
    expect(fields.map(({ attributes }) => attributes.label)).toEqual([...formHeadings]);
    expect(fields.filter(({ type }) => type !== "input" && type !== "dropdown")).toEqual([]);
    const kind = fields.find(({ attributes }) => attributes.label === "Kind");
    expect(kind?.attributes.options).toEqual(["standard", "temporary", "emergency"]);
  });
});

interface Template {
  readonly body: readonly {
    readonly type: string;
    readonly attributes: { readonly label?: string; readonly options?: readonly string[] };
  }[];
}
