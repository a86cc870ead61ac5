import { chmod, mkdir, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodePlan } from "../../src/apply/plan-file.ts";
import { approveAll } from "../support/approve.ts";
import { type CallService, openCallService } from "../support/call-service.ts";
import { monday, openWorkplaceInside, type Workplace } from "../support/workplace.ts";
import { fencesOf, readPage } from "./markdown.ts";
import { Shell, scriptOf } from "./shell.ts";

describe("the page about undoing", () => {
  let place: Workplace;
  let shell: Shell;
  let service: CallService;
  let blocks: readonly string[];

  beforeAll(async () => {
    place = await openWorkplaceInside();
    await place.rollcall("plan", "--at", monday, "--out", "first.plan.json");
    await place.write("approvals.json", JSON.stringify(approveAll(decodePlan(await place.read("first.plan.json")))));
    await place.rollcall("apply", "first.plan.json", "--approvals", "approvals.json", "--at", monday);
    await place.write(".git/info/exclude", "approvals.json\nbin/\n*.old\n");
    await mkdir(place.path("bin"));
    service = await openCallService(place.path(".git"));
    await writeFile(place.path("bin/rollcall"), `#!/bin/sh\nset -- "$@" --at ${monday}\n${service.script}\n`);
    await chmod(place.path("bin/rollcall"), 0o755);
    const PATH = `${place.path("bin")}:${place.environment["PATH"]}`;
    shell = new Shell(place.root, { ...place.environment, PATH, LC_ALL: "C" });
    blocks = fencesOf(await readPage("docs/undo.md")).map(scriptOf);
  });
  afterAll(async () => {
    shell.close();
    await service.close();
    await place.close();
  });

  const follow = async (block: number) => {
    const ended = await shell.run(blocks[block] ?? "exit 99");
    if (ended.code !== null) throw new Error(`block ${block} ended with ${ended.code}\n${ended.output}`);
    return ended.output;
  };
  const zeynep = (application: string) => {
    const { users, groups } = place.sandbox.snapshot(application);
    const user = users.find(({ userName }) => userName === "zeynep.aydin@meridian.example");
    const held = groups.filter(({ members }) => Array.isArray(members) && members.includes(user?.["id"]));
    return { active: user?.["active"], title: user?.["title"], groups: held.map((group) => group["displayName"]) };
  };

  test("moves somebody by mistake, puts everything back by the ledger, and leaves nothing to do once the commit is reverted", async () => {
    const before = [zeynep("chat"), zeynep("directory"), zeynep("ide-vendor")];
    await follow(0);
    expect(zeynep("chat")).not.toEqual(before[0]);
    expect(zeynep("ide-vendor")).toMatchObject({ active: false });
    await follow(1);
    expect([zeynep("chat"), zeynep("directory"), zeynep("ide-vendor")]).toEqual(before);
    expect(zeynep("crm")).toMatchObject({ active: false, groups: [] });
    await follow(2);
    expect(blocks).toHaveLength(3);
  });

  test("shows what it undoes, and undoing it once more finds nothing to do", async () => {
    const plan = decodePlan(await place.read("undo.plan.json"));
    expect(plan.basis.undoes).toMatchObject({ sequence: 4 });
    const again = await place.rollcall("plan", "--undo", "4", "--at", monday, "--format", "json");
    expect(decodePlan(again.stdout).changes).toEqual([]);
    const back = await place.rollcall("plan", "--undo", "6", "--at", monday, "--format", "json");
    expect(decodePlan(back.stdout).changes).toHaveLength(plan.changes.length);
  });

  test("a run that the ledger does not have is wrong input", async () => {
    expect(await place.rollcall("plan", "--undo", "99", "--at", monday)).toMatchObject({ code: 3 });
    expect(await place.rollcall("plan", "--undo", "soon", "--at", monday)).toMatchObject({ code: 3 });
  });
});
