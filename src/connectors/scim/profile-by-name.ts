import type { Profile } from "./profile.ts";
import { awsIdentityCenter } from "./profiles/aws-identity-center.ts";
import { betterAuth } from "./profiles/better-auth.ts";
import { entra } from "./profiles/entra.ts";
import { generic } from "./profiles/generic.ts";
import { githubEnterpriseManagedUsers } from "./profiles/github-enterprise-managed-users.ts";
import { gitlab } from "./profiles/gitlab.ts";
import { jackson } from "./profiles/jackson.ts";
import { scimmy } from "./profiles/scimmy.ts";
import { slack } from "./profiles/slack.ts";

/** The profiles that come with Rollcall. */
export const profiles: readonly Profile[] = [
  ...[generic, awsIdentityCenter, betterAuth, entra, githubEnterpriseManagedUsers],
  ...[gitlab, jackson, scimmy, slack],
];

/** The profile of a name; undefined when there is none. */
export function profileByName(name: string): Profile | undefined {
  return profiles.find((profile) => profile.name === name);
}
