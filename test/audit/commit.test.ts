import fc from "fast-check";
import { expect, test } from "vitest";
import {
  commitMessage,
  commitPayload,
  joinCommit,
  parseCommit,
  parseMessage,
  splitCommit,
} from "../../src/audit/commit.ts";

const trailers = {
  sequence: 3,
  manifest: `sha256:${"a".repeat(64)}`,
  previous: null,
  name: { label: "Run", id: "run-3" },
  versions: { policies: { version: 2, digest: `sha256:${"b".repeat(64)}` }, signers: null },
} as const;
const commit = {
  tree: "a".repeat(40),
  parents: ["b".repeat(40)],
  principal: "ci@acme.example",
  seconds: 1_700_000_000,
  message: commitMessage(trailers),
};
const signature = "-----BEGIN SSH SIGNATURE-----\nAAAA\nBBBB\n-----END SSH SIGNATURE-----\n";

test("a commit is taken apart into what was put together", () => {
  const payload = commitPayload(commit);
  const parts = splitCommit(joinCommit(payload, signature));
  expect(parts?.signature).toBe(signature);
  expect(Buffer.from(parts?.payload ?? []).equals(payload)).toBe(true);
  expect(parseCommit(payload)).toEqual(commit);
  expect(parseMessage(commit.message)).toEqual(trailers);
});

test("a message cannot smuggle in a signature, a header or another trailer", () => {
  const message = `${commit.message}gpgsig -----BEGIN\n x\n`;
  const payload = commitPayload({ ...commit, message });
  expect(splitCommit(payload)).toBeNull();
  expect(Buffer.from(splitCommit(joinCommit(payload, signature))?.payload ?? []).equals(payload)).toBe(true);
  expect(parseMessage(message)).toBeNull();
  expect(parseMessage(`${commit.message}Rollcall-Run: other\n`)).toBeNull();
  expect(parseMessage(commit.message.replace("#3", "#4"))).toBeNull();
});

test("a commit of any other form is not one of ours", () => {
  const text = Buffer.from(commitPayload(commit)).toString();
  const others = [
    text.replace("author Rollcall", "author Somebody"),
    text.replace("committer Rollcall", "committer Somebody"),
    text.replace("+0000", "+0100"),
    text.replace("\n\n", "\nencoding latin1\n\n"),
    text.replace("1700000000", "01700000000"),
    text.replace("parent", "parents"),
  ];
  for (const other of others) expect(parseCommit(Buffer.from(other))).toBeNull();
});

test("no bytes make taking apart throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, text) => {
      for (const raw of [bytes, Buffer.from(`tree ${text}\ngpgsig ${text}\n\n${text}`)]) {
        const parts = splitCommit(raw);
        if (parts !== null) parseCommit(parts.payload);
        parseMessage(text);
      }
    }),
  );
});
