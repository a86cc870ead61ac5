import type { Dialect } from "./dialect.ts";
import { atlassian } from "./dialects/atlassian.ts";
import { awsIdentityCenter } from "./dialects/aws-identity-center.ts";
import { databricks } from "./dialects/databricks.ts";
import { deactivating } from "./dialects/deactivating.ts";
import { entra } from "./dialects/entra.ts";
import { generic } from "./dialects/generic.ts";
import { githubEnterpriseManagedUsers } from "./dialects/github-enterprise-managed-users.ts";
import { githubOrganization } from "./dialects/github-organization.ts";
import { gitlab } from "./dialects/gitlab.ts";
import { googleCloudIdentity } from "./dialects/google-cloud-identity.ts";
import { hcpTerraform } from "./dialects/hcp-terraform.ts";
import { keycloak } from "./dialects/keycloak.ts";
import { launchdarkly } from "./dialects/launchdarkly.ts";
import { licensed } from "./dialects/licensed.ts";
import { miro } from "./dialects/miro.ts";
import { pagerduty } from "./dialects/pagerduty.ts";
import { rateLimited } from "./dialects/rate-limited.ts";
import { salesforce } from "./dialects/salesforce.ts";
import { slack } from "./dialects/slack.ts";
import { smallPages } from "./dialects/small-pages.ts";
import { snowflake, snowflakeBefore2026 } from "./dialects/snowflake.ts";
import { wso2 } from "./dialects/wso2.ts";
import { zoom } from "./dialects/zoom.ts";
import { zscaler } from "./dialects/zscaler.ts";

/** The names of the dialects that come with the sandbox. */
export type DialectName =
  | ("generic" | "small-pages" | "rate-limited" | "licensed" | "deactivating")
  | ("atlassian" | "aws-identity-center" | "databricks" | "entra" | "github-enterprise-managed-users" | "gitlab")
  | "github-organization"
  | ("google-cloud-identity" | "hcp-terraform" | "keycloak" | "launchdarkly" | "miro" | "pagerduty" | "salesforce")
  | ("slack" | "snowflake" | "snowflake-before-2026-03" | "wso2" | "zoom" | "zscaler");

/** The dialects that come with the sandbox, invented ones first; spread one to vary it. */
export const dialects: Readonly<Record<DialectName, Dialect>> = {
  ...{ generic, "small-pages": smallPages, "rate-limited": rateLimited, licensed, deactivating },
  ...{ atlassian, "aws-identity-center": awsIdentityCenter, databricks, entra },
  ...{
    "github-enterprise-managed-users": githubEnterpriseManagedUsers,
    "github-organization": githubOrganization,
    gitlab,
  },
  ...{ "google-cloud-identity": googleCloudIdentity, "hcp-terraform": hcpTerraform, keycloak, launchdarkly, miro },
  ...{ pagerduty, salesforce, slack, snowflake, "snowflake-before-2026-03": snowflakeBefore2026, wso2, zoom, zscaler },
};

/** The dialect of a name; undefined when there is none. */
export function dialectByName(name: string): Dialect | undefined {
  return new Map<string, Dialect>(Object.entries(dialects)).get(name);
}
