import { chmod, mkdir, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodePlan } from "../../src/apply/plan-file.ts";
import { approveAll } from "../support/approve.ts";
import { type CallService, openCallService } from "../support/call-service.ts";
import { monday, openWorkplaceInside, type Workplace } from "../support/workplace.ts";
import { type Fence, fencesOf, readPage } from "./markdown.ts";
import { Shell, scriptOf } from "./shell.ts";

describe("the page about reviewing policies", () => {
  let place: Workplace;
  let shell: Shell;
  let service: CallService;

  beforeAll(async () => {
    place = await openWorkplaceInside();
    await place.rollcall("plan", "--at", monday, "--out", "first.plan.json");
    await place.write("approvals.json", JSON.stringify(approveAll(decodePlan(await place.read("first.plan.json")))));
    await place.rollcall("apply", "first.plan.json", "--approvals", "approvals.json", "--at", monday);
    await place.write(".git/info/exclude", "approvals.json\nbin/\n");
    await mkdir(place.path("bin"));
    // The ledger's time is the machine's: what looks back over it begins now, and not on that Monday.
    service = await openCallService(place.path(".git"));
    await writeFile(
      place.path("bin/rollcall"),
      `#!/bin/sh\n[ "$2" = replay ] || set -- "$@" --at ${monday}\n${service.script}\n`,
    );
    await chmod(place.path("bin/rollcall"), 0o755);
    const PATH = `${place.path("bin")}:${place.environment["PATH"]}`;
    shell = new Shell(place.root, { ...place.environment, PATH, LC_ALL: "C" });
  });
  afterAll(async () => {
    shell.close();
    await service.close();
    await place.close();
  });

  test("does what it says, from top to bottom, and shows what is printed", async () => {
    let printed = "";
    let shown = 0;
    for (const block of fencesOf(await readPage("docs/policy-review.md"))) {
      if (block.language === "text") {
        shown += 1;
        for (const line of linesOf(block)) expect(printed).toContain(line);
        continue;
      }
      const ended = await shell.run(scriptOf(block));
      if (ended.code !== null) throw new Error(`${block.text}\nended with ${ended.code}\n${ended.output}`);
      printed = ended.output;
    }
    expect(shown).toBe(3);
  }, 300_000);

  test("explains a saved plan without its application, and says which files are missing where they have changed", async () => {
    const explain = (...more: readonly string[]) => place.rollcall("policy", "explain", ...more, "--format", "json");
    const bare = await explain("chat/e1099/grant/group:sales", "--plan", "next.plan.json");
    const explanation = JSON.parse(bare.stdout);
    expect(explanation).toMatchObject({ format_version: "1.0", input: { person: { id: "e1099" } } });
    expect(JSON.stringify(explanation.hits)).toContain('{"name":"data.thresholds.sales.max_risk","value":20}');
    const whole = JSON.parse((await explain("plan", "--plan", "next.plan.json")).stdout);
    expect(whole).toMatchObject({ subject: { kind: "plan" }, input: { plan: { peopleBefore: expect.any(Number) } } });
    const planned = JSON.parse((await explain("chat/e1099/grant/group:sales", "--at", monday)).stdout);
    expect(planned).toEqual(explanation);

    const near = await explain("e1099/chat", "--plan", "next.plan.json");
    expect(near).toMatchObject({ code: 3, stderr: expect.stringContaining("chat/e1099/grant/group:sales") });
    await place.append("pools/ide.yaml", "# a remark\n");
    await place.rollcall("plan", "--at", monday, "--out", "dirty.plan.json");
    expect((await explain("plan", "--plan", "dirty.plan.json")).code).toBe(0);
    await place.git("checkout", "--quiet", "--", "pools/ide.yaml");
    const gone = await explain("plan", "--plan", "dirty.plan.json");
    expect(gone).toMatchObject({ code: 3, stderr: expect.stringContaining("pools/ide.yaml") });
  }, 180_000);

  test("judges the recorded run as it was, and writes the same as Markdown and as one JSON document", async () => {
    const replay = (...more: readonly string[]) => place.rollcall("policy", "replay", "--since", "90d", ...more);
    const same = JSON.parse((await replay("--ref", "HEAD~2", "--format", "json")).stdout);
    expect(same).toMatchObject({
      runs: [{ kind: "judged", changes: 416, differences: [], unlike: [], notes: [] }],
      totals: { differing: { decisions: 0 } },
    });
    const next = JSON.parse((await replay("--format", "json")).stdout);
    const rules = [{ says: "approval", rule: "sales.risk", from: "sales-leads", ceases: 0 }];
    expect(next).toMatchObject({ format_version: "1.0", totals: { runs: 1, rules } });
    const markdown = await replay("--format", "markdown");
    expect(markdown.stdout).toContain("**Run 2**");
    expect(await replay("--policies", "nowhere")).toMatchObject({ code: 3 });
    expect(await place.rollcall("policy", "replay")).toMatchObject({ code: 3 });
  }, 180_000);
});

function linesOf({ text }: Fence): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}
