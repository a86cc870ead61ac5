import type { Application, SecretReference } from "../model/application.ts";
import type { Organization } from "../model/organization.ts";
import type { Dialect } from "../sandbox/dialect.ts";
import { dialectByName, dialects } from "../sandbox/dialects.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../sandbox/server.ts";

/** A sandbox that stands in for an organisation's applications, and the variables that lead there. */
export interface OrganizationSandbox {
  readonly sandbox: Sandbox;
  /** Values of the references in `rollcall.yaml`: addresses and tokens. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Serves every application of an organisation on this machine, each in a dialect like its own, with the groups it needs. */
export async function sandboxFor(
  organization: Organization,
  options: Pick<SandboxOptions, "port" | "stateDir" | "adminToken" | "onFinding">,
): Promise<OrganizationSandbox> {
  const applications = Object.fromEntries(
    organization.applications.map((application) => {
      const seed = { users: [], groups: groupsOf(organization, application).map((displayName) => ({ displayName })) };
      return [application.name, { dialect: dialectOf(organization, application), token: tokenOf(application), seed }];
    }),
  );
  const sandbox = await startSandbox({ ...options, applications });
  const environment: Record<string, string> = {};
  for (const application of organization.applications) {
    const { url, authentication } = application;
    if (typeof url !== "string") note(environment, url, sandbox.url(application.name));
    if (authentication.kind === "bearer") note(environment, authentication.token, tokenOf(application));
  }
  return { sandbox, environment };
}

function note(environment: Record<string, string>, reference: SecretReference, value: string): void {
  if (reference.kind === "env") environment[reference.name] = value;
}

/** Known to everybody who can read this file: it opens nothing but a sandbox on loopback. */
function tokenOf(application: Application): string {
  return `sandbox-${application.name}`;
}

function dialectOf(organization: Organization, application: Application): Dialect {
  const own = application.profile === "generic" ? undefined : dialectByName(application.profile);
  const limits: Record<string, number> = {};
  for (const { seat, quota, overflow, granted } of organization.pools) {
    if (seat.application !== application.name || seat.type !== "license") continue;
    limits[seat.value] = Object.values(quota).reduce((sum, seats) => sum + seats, overflow + granted);
  }
  if (Object.keys(limits).length > 0) {
    return {
      ...(own ?? dialects.licensed),
      quota: { attribute: "entitlements", limits, countsDisabled: true, refusal: 409 },
    };
  }
  if (own !== undefined) return own;
  const { perSecond } = application.limits;
  if (perSecond > 25) return dialects.generic;
  return { ...dialects["rate-limited"], rate: { perSecond, burst: Math.max(2, perSecond / 2), retryAfter: "seconds" } };
}

/** Every group that a role, a pool or a guard names: Rollcall fills groups, it does not invent them. */
function groupsOf(organization: Organization, application: Application): readonly string[] {
  const granted = organization.roles.flatMap(({ grants }) =>
    grants.flatMap((grant) => (grant.kind === "entitlement" ? [grant.entitlement] : [])),
  );
  const named = [...granted, ...organization.pools.map(({ seat }) => seat)]
    .filter((entitlement) => entitlement.application === application.name && entitlement.type === "group")
    .map(({ value }) => value);
  const admins = application.protect.admins;
  return [...new Set([...named, ...(admins === null ? [] : [admins.group])])].sort();
}
