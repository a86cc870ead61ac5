import { afterEach, expect, test, vi } from "vitest";
import { inWorkspace } from "../../src/policy/workspace.ts";
import type { PolicyWorld } from "../../src/policy/world.ts";
import { FakeDisk } from "../support/fake-disk.ts";
import { aPolicyWorld, rego } from "./world.ts";

const unhandled = vi.fn();
afterEach(() => {
  process.off("unhandledRejection", unhandled);
});

/** A disk that is full for policies, and takes its time with everything else. */
class FullDisk extends FakeDisk {
  override async write(path: string, bytes: Uint8Array): Promise<void> {
    if (path.endsWith(".rego")) throw Object.assign(new Error("no space left"), { code: "ENOSPC", syscall: "write" });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await super.write(path, bytes);
  }
}

test("a full disk ends the work with what the disk said, and leaves no directory behind", async () => {
  process.on("unhandledRejection", unhandled);
  const disk = new FullDisk();
  const world: PolicyWorld = await aPolicyWorld({ disk, cache: "/cache" });
  const content = { policies: [rego(""), rego("", "policies/more.rego")], added: [] };
  const compiler = { path: "/opa", checksum: null };
  const work = vi.fn(async () => "done");
  await expect(inWorkspace({ ...content, compiler }, world, work)).rejects.toMatchObject({ code: "ENOSPC" });
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(work).not.toHaveBeenCalled();
  expect(unhandled).not.toHaveBeenCalled();
  expect(await disk.list("/cache")).toBe(null);
});
