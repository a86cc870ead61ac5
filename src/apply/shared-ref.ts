import { RollcallError } from "../model/error.ts";
import type { Git } from "../ports/git.ts";
import { GitFailure } from "../ports/git-process.ts";

/** What became of moving a shared reference; `out-of-reach` may still have taken effect, and was looked after. */
type Moved =
  | { readonly kind: "moved" }
  | { readonly kind: "stale" }
  | { readonly kind: "out-of-reach"; readonly reason: string };

/** A git reference that everybody who applies for one organisation shares. */
export interface SharedRef {
  /** Whether it lies on another machine, so that it outlives this one. */
  readonly isRemote: boolean;
  /** The commit it points to, its objects at hand; null when there is none. Throws `apply-locked` when that cannot be said. */
  read(): Promise<string | null>;
  /** Moves it from `expected` (null: it must not exist) by compare-and-swap. */
  move(next: string, expected: string | null): Promise<Moved>;
}

/** The reference of an organisation, at the remote where there is one. Outside refs/heads, so that nobody sees a branch of it. */
export function openSharedRef(git: Git, remote: string | null, name = "apply"): SharedRef {
  const ref = `refs/rollcall/${name}`;
  return remote === null ? here(git, ref) : there(git, remote, ref);
}

function here(git: Git, ref: string): SharedRef {
  return {
    isRemote: false,
    read: () => git.resolve(ref),
    move: async (next, expected) => ({ kind: (await git.updateRef(ref, next, expected)) ? "moved" : "stale" }),
  };
}

function there(git: Git, remote: string, ref: string): SharedRef {
  const read = () => git.fetch(remote, ref).catch(unreachable);
  const move = async (next: string, expected: string | null): Promise<Moved> => {
    const result = await git.push(remote, ref, { oid: next, expected });
    if (result.kind !== "failed") return { kind: result.kind === "pushed" ? "moved" : "stale" };
    const tip = await git.fetch(remote, ref).catch(() => expected);
    if (tip === next) return { kind: "moved" };
    return tip === expected ? { kind: "out-of-reach", reason: result.reason } : { kind: "stale" };
  };
  return { isRemote: true, read, move };
}

function unreachable(error: unknown): never {
  if (!(error instanceof GitFailure)) throw error;
  const text = `whether somebody else is applying cannot be said: ${error.message}; nothing was written`;
  throw new RollcallError("apply-locked", text, { cause: error });
}
