import type { Witnesses } from "../apply/approvals.ts";
import type { Consent } from "../apply/standing.ts";
import type { Reviews } from "../model/approval.ts";
import { RollcallError } from "../model/error.ts";
import type { Instant } from "../model/instant.ts";
import type { Organization } from "../model/organization.ts";
import type { Plan } from "../model/plan.ts";
import { withProposers } from "./read-approvals.ts";
import { type FilesWorld, readFiles } from "./read-files.ts";

/** A plan, the files that it was made from, and what was said of it. */
export interface Said {
  readonly plan: Plan;
  readonly organization: Organization;
  readonly reviews: Reviews;
}

/**
 * Whom to believe: the people and teams of the base where one judges, so that no proposal says who may approve it. Throws
 * `input-invalid` when the base is not there or does not hold.
 */
export async function consentFor(world: FilesWorld, { plan, organization, reviews }: Said): Promise<Consent> {
  const { base, at, proposers = [] } = plan.basis;
  const judge = base === undefined ? organization : await organizationAt(world, base.commit, at);
  return witnessesOf(judge, withProposers(reviews, proposers));
}

/** Whom to believe about what a commit starts: its people and teams, at an instant. Throws `input-invalid` when it does not hold. */
export async function witnessesAt(
  world: FilesWorld,
  { base, at }: { readonly base: string; readonly at: Instant },
  reviews: Reviews,
): Promise<Witnesses> {
  return witnessesOf(await organizationAt(world, base, at), reviews);
}

function witnessesOf(organization: Organization, reviews: Reviews): Witnesses {
  const { people, teams = null, approvals } = organization;
  return { reviews, people, teams, expire: approvals?.expire ?? null };
}

async function organizationAt(world: FilesWorld, ref: string, at: string): Promise<Organization> {
  const { organization } = await readFiles(world, { ref, at });
  if (organization !== null) return organization;
  throw new RollcallError("input-invalid", `commit ${ref} cannot say who approves, because its own files do not hold`);
}
