import type { Connector } from "../../src/connectors/connector.ts";
import { unpaced } from "../../src/connectors/pace.ts";
import { openScim } from "../../src/connectors/scim/open.ts";
import type { Profile } from "../../src/connectors/scim/profile.ts";
import { generic } from "../../src/connectors/scim/profiles/generic.ts";
import type { Change } from "../../src/model/change.ts";
import type { Outcome } from "../../src/model/outcome.ts";
import { anApplication } from "../support/people.ts";
import { Dice } from "./dice.ts";
import type { Fault } from "./fault.ts";
import { Life } from "./life.ts";
import { ScimServer, type ServerHabits } from "./scim-server.ts";
import type { User } from "./scim-user.ts";
import { Script } from "./script.ts";
import { clockOf, Timeline } from "./timeline.ts";
import { Wire } from "./wire.ts";
import { beginning } from "./workplace.ts";

/** One connector on one simulated server. */
export interface ScimRig {
  readonly server: ScimServer;
  /** Makes changes as one batch, in virtual time. */
  apply(changes: readonly Change[]): Promise<readonly Outcome[]>;
}

/** Opens the generic connector on a server of these habits and accounts, over a wire that follows a script. */
export async function scimRig(how: {
  readonly habits?: Partial<ServerHabits>;
  readonly profile?: Partial<Profile>;
  readonly users?: readonly User[];
  readonly groups?: readonly string[];
  readonly faults?: readonly Fault[];
}): Promise<ScimRig> {
  const timeline = new Timeline(beginning, 10_000);
  const users = new Map((how.users ?? []).map((user) => [user.id, user]));
  const groups = new Map(
    (how.groups ?? []).map((name) => [`g-${name}`, { id: `g-${name}`, name, members: new Set<string>() }]),
  );
  const server = new ScimServer({ ...plain, ...how.habits }, { users, groups }, () => timeline.elapsed);
  const script = new Script(how.faults ?? []);
  const servers = new Map([["https://chat.example", server]]);
  const faultFor: ConstructorParameters<typeof Wire>[0]["faultFor"] = (kind, isBulk) => script.request(kind, isBulk);
  const wire = new Wire({ timeline, dice: new Dice(1), servers, seats: new Map(), faultFor });
  const life = new Life("rig", () => {});
  const application = anApplication({ profile: "sim", url: "https://chat.example/scim/v2" });
  const connector: Connector = await openScim(application, {
    ...{ openHttp: wire.open(life), clock: clockOf(timeline, life), random: new Dice(2), pace: unpaced },
    ...{ secret: async () => "t", profiles: [{ ...generic, ...how.profile, name: "sim" }] },
  });
  const apply: ScimRig["apply"] = (changes) =>
    timeline.until(connector.apply({ changes }, new AbortController().signal));
  return { server, apply };
}

const plain: ServerHabits = {
  ...{ name: "chat", unique: true, versions: true, maxPage: 100, tellsBack: true, lag: 0, quota: new Map() },
  isStrict: true,
};

/** An active account `u1` of `e1` called `e1@example.com`. */
export function aUser(fields: User["fields"] = {}): User {
  const own = { userName: "e1@example.com", externalId: "e1", displayName: "Old", active: true };
  return { id: "u1", version: 1, fields: { ...own, ...fields } };
}
