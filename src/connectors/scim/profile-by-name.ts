import type { Profile } from "./profile.ts";
import { atlassian } from "./profiles/atlassian.ts";
import { awsIdentityCenter } from "./profiles/aws-identity-center.ts";
import { betterAuth } from "./profiles/better-auth.ts";
import { databricks } from "./profiles/databricks.ts";
import { entra } from "./profiles/entra.ts";
import { generic } from "./profiles/generic.ts";
import { githubEnterpriseManagedUsers } from "./profiles/github-enterprise-managed-users.ts";
import { githubOrganization } from "./profiles/github-organization.ts";
import { gitlab } from "./profiles/gitlab.ts";
import { googleCloudIdentity } from "./profiles/google-cloud-identity.ts";
import { hcpTerraform } from "./profiles/hcp-terraform.ts";
import { jackson } from "./profiles/jackson.ts";
import { keycloak } from "./profiles/keycloak.ts";
import { launchdarkly } from "./profiles/launchdarkly.ts";
import { miro } from "./profiles/miro.ts";
import { pagerduty } from "./profiles/pagerduty.ts";
import { salesforce } from "./profiles/salesforce.ts";
import { scimSdk } from "./profiles/scim-sdk.ts";
import { scim2Server, scim2ServerCursor } from "./profiles/scim2-server.ts";
import { scimmy } from "./profiles/scimmy.ts";
import { slack } from "./profiles/slack.ts";
import { snowflake } from "./profiles/snowflake.ts";
import { wso2 } from "./profiles/wso2.ts";
import { zoom } from "./profiles/zoom.ts";
import { zscaler } from "./profiles/zscaler.ts";

/** The profiles that come with Rollcall: the generic one first, the others by name. */
export const profiles: readonly Profile[] = [
  ...[generic, atlassian, awsIdentityCenter, betterAuth, databricks, entra, githubEnterpriseManagedUsers],
  ...[githubOrganization, gitlab, googleCloudIdentity, hcpTerraform, jackson, keycloak, launchdarkly, miro, pagerduty],
  ...[salesforce, scim2Server, scim2ServerCursor, scimSdk, scimmy, slack, snowflake, wso2, zoom, zscaler],
];

/** The profile of a name, a user's own or one that comes with Rollcall; undefined when there is none. */
export function profileByName(name: string, own: readonly Profile[] = []): Profile | undefined {
  return [...own, ...profiles].find((profile) => profile.name === name);
}
