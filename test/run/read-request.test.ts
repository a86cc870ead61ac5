import { describe, expect, test } from "vitest";
import { readRequest } from "../../src/run/read-request.ts";
import { FakeDisk } from "../support/fake-disk.ts";
import { realEvents } from "../support/real-events.ts";
import { requestForm } from "../support/request-form.ts";

const body = requestForm({
  Person: "e1042",
  Role: "it-admin",
  Kind: "temporary",
  Until: "2026-11-30",
  Reason: "REQ-7",
});
const wish = {
  ...{ person: "e1042", role: "it-admin", kind: "temporary", from: null, until: "2026-11-30", reason: "REQ-7" },
  file: null,
};

async function read(text: string) {
  const disk = new FakeDisk();
  await disk.write("/event.json", new TextEncoder().encode(text));
  return await readRequest({ disk }, "/event.json");
}

/** Real events of issues, of the kinds that may start the workflow. */
const issues = realEvents("issues").filter(({ action }) => action === "opened" || action === "labeled");

describe("a request", () => {
  test.each(issues)("is read from a real event of an issue that was $action, with the form in it", async (event) => {
    const issue = Object.assign({}, event["issue"], { body });
    const { number, user } = Object.assign({ number: 0, user: { login: "" } }, event["issue"]);
    const sender = Object.assign({ login: "" }, event["sender"]).login;
    const accepted = event["action"] === "labeled" ? sender : null;
    expect(await read(JSON.stringify({ ...event, issue }))).toEqual({
      wish,
      author: user.login,
      accepted,
      issue: number,
    });
  });

  test.each(["issues", "issue_comment", "pull_request", "push", "workflow_run", "ping"])(
    "is read from no real event of %s as GitHub sent it",
    async (name) => {
      for (const event of realEvents(name))
        await expect(read(JSON.stringify(event))).rejects.toMatchObject({ code: "input-invalid" });
    },
  );

  test("is read from neither a file that is not there nor one that is no event", async () => {
    await expect(readRequest({ disk: new FakeDisk() }, "/none")).rejects.toMatchObject({ code: "input-invalid" });
    for (const text of ["", "{", "[]", "null", '"issue"', " ".repeat(3 * 1024 * 1024)])
      await expect(read(text)).rejects.toMatchObject({ code: "input-invalid" });
  });
});
