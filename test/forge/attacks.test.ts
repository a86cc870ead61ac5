import { marked } from "marked";
import { describe, expect, test } from "vitest";
import { publishCheck } from "../../src/forge/check.ts";
import { publishComment } from "../../src/forge/comment.ts";
import { planCheck } from "../../src/report/plan-check.ts";
import { planMarkdown } from "../../src/report/plan-markdown.ts";
import { formsOfSecret } from "../support/forms-of-secret.ts";
import { aHostilePlan } from "../support/hostile-plan.ts";
import { githubRig } from "./fake-github/rig.ts";

const marker = "<!-- rollcall:plan v1 pr=7 -->";
const head = "a".repeat(40);
const nobody = { people: new Map() };

describe("what others write", () => {
  const rig = githubRig();

  async function published(text: string) {
    const plan = aHostilePlan(text);
    const github = rig.open("workflow-token");
    await publishComment(github, 7, planMarkdown(plan, nobody));
    const check = { name: "rollcall/plan", externalId: plan.operations, ...planCheck(plan) };
    await publishCheck(github, { pullRequest: 7, commit: head }, check);
    const [made] = rig.fake.at.checks;
    return { comment: rig.fake.at.comments.at(-1)?.body ?? "", check: made?.output ?? {}, remarks: made?.annotations };
  }

  test.each([
    ["markup", '</code></td></table><img src=x onerror="alert(1)"><script>alert(1)</script>'],
    ["a link", "[approve](https://evil.example) https://evil.example www.evil.example"],
    ["a mention", "@meridian/security @everyone cc @octocat"],
    ["a reference and a commit", `#1 GH-1 meridian/access#1 ${head}`],
    ["our marker", marker],
    ["an end of a fold and a heading", "\n</details>\n\n# approved\n\n- [x] done"],
    ["a fence and a cell", "``` | | `a` ~~~"],
    ["text that runs backwards", "\u202eapproved\u2066\u200b"],
    ["a command of a workflow", "::error file=a::b\n::add-mask::c"],
  ])("%s in a name or a reason stays text", async (_, text) => {
    const { comment, check, remarks } = await published(text);
    const shown = [comment.slice(marker.length), check.summary ?? "", check.text ?? ""];
    for (const markdown of shown) {
      const html = marked.parse(markdown, { gfm: true, async: false });
      expect(html).not.toMatch(/<(?:a|img|script|h1|input|li)\b/);
      const outside = html.replaceAll(/<code>.*?<\/code>/gs, "");
      expect(outside).not.toMatch(/@|evil|approved|::|#1|GH-1/);
      expect(markdown).not.toContain("<!--");
      expect(html.match(/<details>/g)?.length).toBe(html.match(/<\/details>/g)?.length);
    }
    expect(comment.startsWith(`${marker}\n`)).toBe(true);
    expect(check.title).not.toContain(text);
    expect(remarks).not.toEqual([]);
    for (const { title = "", message } of remarks ?? []) {
      expect(title + message).not.toMatch(/[\u202e\u2066\u200b]/);
      expect(message).not.toMatch(/^::/m);
    }
  });

  test.each([
    ["somebody else's, older", { id: 5, login: "mallory" }, marker],
    ["a bot's of a name that begins alike", { id: 5, login: "robot[bot]" }, marker],
    ["our own about another pull request", { id: 5, login: "robot" }, "<!-- rollcall:plan v1 pr=77 -->"],
    ["our own that quotes one", { id: 5, login: "robot" }, `> ${marker}`],
  ])("a comment with a marker stays as it is when it is %s", async (_, who, first) => {
    const body = `${first}\napproved!`;
    rig.fake.at.comments.push({ ...who, issue: 7, body });
    expect((await publishComment(rig.open(), 7, "plan")).kind).toBe("created");
    expect(rig.fake.at.comments.map((each) => each.body)).toEqual([body, `${marker}\nplan`]);
  });
});

describe("a token that got into a plan", () => {
  const rig = githubRig();
  const token = 'ghp_ca?a"ry+/sec~ret&01234567';
  const forms = formsOfSecret(token);

  test.each(Object.entries(forms))("gets out neither in a comment nor in a check, as %s", async (_, form) => {
    rig.fake.at.bearers.set(token, {
      ...{ login: "github-actions[bot]", kind: "installation" },
      may: new Set(["pull_requests:write", "checks:write", "contents:read"]),
    });
    const plan = aHostilePlan(`so ${form} it is`);
    const github = rig.open({ kind: "token", token });
    await publishComment(github, 7, planMarkdown(plan, nobody, { showNames: true }));
    const check = { name: "rollcall/plan", externalId: plan.operations, ...planCheck(plan) };
    await publishCheck(github, { pullRequest: 7, commit: head }, check);
    const sent = JSON.stringify([rig.fake.at.comments, rig.fake.at.checks]);
    const read = sent.replaceAll(/&#(\d+);/g, (__, point: string) => String.fromCodePoint(Number(point)));
    for (const text of [sent, read]) for (const each of Object.values(forms)) expect(text).not.toContain(each);
    // Base64 without its padding is redacted too, which may stay behind.
    expect(read).toMatch(/so \[redacted\]=? it is/);
  });
});
