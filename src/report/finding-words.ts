import { compareText } from "../model/compare.ts";
import type { Finding } from "../model/finding.ts";

/** What a kind of finding means, in words that promise nothing that was not looked at. */
export const findingHeadings: Readonly<
  Record<Finding["kind"], { readonly title: string; readonly note: string | null }>
> = {
  "listing-untrusted": {
    title: "Listings that cannot be trusted",
    note: "The listing was incomplete: nothing is taken away on its word, and drift there stays unseen.",
  },
  "application-gone": {
    title: "Applications that the files name no more",
    note: "Nobody reads the accounts there: people who leave keep them.",
  },
  "unverifiable-membership": {
    title: "Memberships that cannot be verified",
    note: "The application does not tell who is in these groups: drift there stays unseen.",
  },
  "missing-group": { title: "Groups that roles name and the application does not have", note: null },
  "duplicate-account": { title: "More than one account for one person", note: null },
  "userName-conflict": { title: "Names that somebody else's account already has", note: null },
  "joiner-blocked": {
    title: "Joiners who are blocked",
    note: "They get no account, grant or seat unless a reviewed file releases them: rollcall joiners lists them.",
  },
  "joiner-held": {
    title: "Joiners who wait for somebody to look at them",
    note: "They get no account, grant or seat until then: rollcall joiners lists them.",
  },
  "not-undone": { title: "What is not put back, and why", note: null },
  unsupported: { title: "What an application cannot do", note: null },
  "orphan-account": { title: "Accounts whose person is on the roster no more", note: null },
  "unmanaged-account": { title: "Accounts that Rollcall did not make, left alone", note: null },
  "unmanaged-member": { title: "Members that Rollcall did not add, left alone", note: null },
  "seat-outside-rollcall": { title: "Seats that were taken outside Rollcall", note: null },
  "not-eligible": { title: "People who ask for a seat that they are not eligible for", note: null },
  "sign-ins-stale": {
    title: "Pools of which nobody knows who uses their seats",
    note: "Without evidence of sign-ins that is fresh, no seat is reclaimed.",
  },
  "seat-unused": { title: "Unused seats whose holders are to be told", note: null },
  "seat-reclaimed": { title: "People whose unused seat was reclaimed", note: null },
  "notice-spent": { title: "Notices that have no effect any more", note: null },
  "pool-alert": { title: "Pools that are full or nearly so", note: null },
  "reserve-available": { title: "Reserve that may be asked for while people wait", note: null },
  "reserve-requested": { title: "Reserve that was asked for while people wait", note: null },
  "reserve-ending": { title: "Seats of a reserve that end soon and are in use", note: null },
};

/** Kinds of finding in the order of a report: doubt first. */
export const findingOrder = [
  "listing-untrusted",
  "application-gone",
  "unverifiable-membership",
  "missing-group",
  "not-undone",
  "joiner-blocked",
  "joiner-held",
  "duplicate-account",
  "userName-conflict",
  "unsupported",
  "orphan-account",
  "unmanaged-account",
  "unmanaged-member",
  "seat-outside-rollcall",
  "not-eligible",
  "sign-ins-stale",
  "seat-unused",
  "seat-reclaimed",
  "notice-spent",
  "pool-alert",
  "reserve-available",
  "reserve-requested",
  "reserve-ending",
] as const satisfies readonly Finding["kind"][];

/** Findings of one kind, sorted by application and subject. */
export function findingsOf(findings: readonly Finding[], kind: Finding["kind"]): readonly Finding[] {
  const place = (finding: Finding): string => JSON.stringify([finding.application, finding.subject, finding.message]);
  return findings.filter((finding) => finding.kind === kind).toSorted((a, b) => compareText(place(a), place(b)));
}
