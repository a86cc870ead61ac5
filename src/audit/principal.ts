import { RollcallError } from "../model/error.ts";

/** Who a key signs as, from its comment, which is for people and may be anything: what git's header cannot hold is left out. */
export function principalOf(comment: string): string {
  return usable.test(comment.trim()) ? comment.trim() : "rollcall";
}

/** A principal that was given; throws `signer-unavailable` for one that git's header cannot hold. */
export function checkedPrincipal(principal: string): string {
  if (usable.test(principal)) return principal;
  const hint = "give one of letters, digits and . _ @ + -, such as ci@acme.example";
  throw new RollcallError("signer-unavailable", `the signer's principal cannot be used: ${hint}`);
}

const usable = /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$/;
