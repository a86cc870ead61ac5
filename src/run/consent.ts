import type { Witnesses } from "../apply/approvals.ts";
import type { Consent } from "../apply/standing.ts";
import type { Reviews } from "../model/approval.ts";
import { RollcallError } from "../model/error.ts";
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

/** Whom to believe about what starts from a commit: its people and teams. Throws `input-invalid` when its files (null) do not hold. */
export function witnessesAt(commit: string, organization: Organization | null, reviews: Reviews): Witnesses {
  return witnessesOf(holding(commit, organization), reviews);
}

function witnessesOf(organization: Organization, reviews: Reviews): Witnesses {
  const { people, teams = null, approvals } = organization;
  return { reviews, people, teams, expire: approvals?.expire ?? null };
}

async function organizationAt(world: FilesWorld, ref: string, at: string): Promise<Organization> {
  return holding(ref, (await readFiles(world, { ref, at })).organization);
}

function holding(commit: string, organization: Organization | null): Organization {
  if (organization !== null) return organization;
  throw new RollcallError(
    "input-invalid",
    `commit ${commit} cannot say who approves, because its own files do not hold`,
  );
}
