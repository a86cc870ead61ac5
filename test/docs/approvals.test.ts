import { chmod, mkdir, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, test } from "vitest";
import { decodePlan } from "../../src/apply/plan-file.ts";
import { approveAll } from "../support/approve.ts";
import { type CallService, openCallService } from "../support/call-service.ts";
import { monday, openWorkplaceInside, type Workplace } from "../support/workplace.ts";
import { follow } from "./follow.ts";
import { Shell } from "./shell.ts";

/** A quarter of an hour after the plans: by then everybody has said what they say. */
const later = "2026-11-23T09:15:00Z";

describe("the pages about what keeps a plan from being applied", () => {
  let place: Workplace;
  let shell: Shell;
  let service: CallService;

  beforeEach(async () => {
    place = await openWorkplaceInside();
    await place.rollcall("plan", "--at", monday, "--out", "first.plan.json");
    await place.write("approvals.json", JSON.stringify(approveAll(decodePlan(await place.read("first.plan.json")))));
    await place.rollcall("apply", "first.plan.json", "--approvals", "approvals.json", "--at", monday);
    await place.write(".git/info/exclude", "*approvals.json\nbin/\n*.old\nhr-key*\n");
    await mkdir(place.path("bin"));
    // A plan is made on Monday at nine; what comes after it comes a little later.
    const at = `case "$*" in *--out*) at=${monday} ;; *) at=${later} ;; esac`;
    service = await openCallService(place.path(".git"));
    await writeFile(place.path("bin/rollcall"), `#!/bin/sh\n${at}\nset -- "$@" --at $at\n${service.script}\n`);
    await chmod(place.path("bin/rollcall"), 0o755);
    const PATH = `${place.path("bin")}:${place.environment["PATH"]}`;
    shell = new Shell(place.root, { ...place.environment, PATH, LC_ALL: "C" });
  });
  afterEach(async () => {
    shell.close();
    await service.close();
    await place.close();
  });

  test.each(["docs/approvals.md", "docs/guards.md"])("%s is followed to its end, and prints what it shows", (path) =>
    follow(path, shell),
  );
});
