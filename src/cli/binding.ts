import { RollcallError } from "../model/error.ts";
import { type Flags, textFlag } from "./command.ts";

/** The pull request and the head that `--for` and `--head` name; null where they are not given. */
export function bindingOf(flags: Flags): { readonly pullRequest: number | null; readonly head: string | null } {
  const [number, head] = [textFlag(flags, "for"), textFlag(flags, "head")];
  if (number !== undefined && !/^[1-9]\d{0,9}$/.test(number))
    throw new RollcallError("input-invalid", `--for ${number} is no number of a pull request`);
  if (head !== undefined && !/^[0-9a-f]{40}$/.test(head))
    throw new RollcallError("input-invalid", `--head ${head} is not the full id of a commit (40 hex digits)`);
  return { pullRequest: number === undefined ? null : Number(number), head: head ?? null };
}
