import type { SecretReference } from "../model/application.ts";
import type { Clock } from "../ports/clock.ts";
import type { OpenHttp } from "../ports/http.ts";
import type { Random } from "../ports/random.ts";
import type { Pace } from "./pace.ts";
import type { Profile } from "./scim/profile.ts";

/** What a connector may touch. */
export interface ConnectorWorld {
  readonly openHttp: OpenHttp;
  readonly clock: Clock;
  readonly random: Random;
  readonly pace: Pace;
  /** The run is being stopped: what is in hand ends, nothing else is begun or waited for. Left out: it never is. */
  readonly stop?: AbortSignal;
  /** Provider profiles of the user's own; those that come with Rollcall are known anyway. */
  readonly profiles?: readonly Profile[];
  /** The secret itself; throws when it cannot be had. */
  secret(reference: SecretReference): Promise<string>;
}
