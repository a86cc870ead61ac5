import type { Plan } from "../../src/model/plan.ts";
import { kindOf } from "./fact.ts";
import type { Life } from "./life.ts";
import type { Machine } from "./machine.ts";
import { type Effect, holders, type ScimServer } from "./scim-server.ts";
import { isActive, textOf } from "./scim-user.ts";
import type { Sent } from "./wire.ts";

/** What was seen that must not be, and what was seen that nobody can prevent. */
interface Findings {
  readonly violations: Set<string>;
  /** By rule, what the rule excuses. */
  readonly excused: Set<string>;
}

/** How long applications are left alone after a death, in milliseconds. */
const coolDown = 2000;

/** Most requests of one process. */
const mostRequests = 1500;

/** What a process was told. */
interface Hold {
  readonly until: number;
  /** When it was told, on the clock of the story: what leaves at the same moment has left. */
  readonly since: number;
  readonly life: Life;
  readonly machine: string;
  /** Steps of its life by then. */
  readonly steps: number;
}

/** Steps in which a hold must have become durable: whoever starts over on the same disk keeps it. */
const enoughSteps = 12;

/** Looks on while things happen: I2, I4, I7, I9, I10 and I12 at every step, as the servers see it. */
export class Witness implements Findings {
  readonly violations = new Set<string>();
  readonly excused = new Set<string>();
  /** Plans by the name of the life that applies them. */
  readonly plans = new Map<string, Plan>();
  /** `application/person` of whom a server has two active accounts that nobody could prevent. */
  readonly duplicates = new Set<string>();
  /** `application/person` of whom a server without uniqueness had two accounts, whether active or not. */
  readonly doubled = new Set<string>();
  /** Ids of accounts that have gone to a stranger. */
  readonly reused = new Set<string>();
  /** Ids of accounts that were renamed by a request which was meant for another. */
  readonly misnamed = new Set<string>();
  /** `application|person` of those whose account somebody else deleted, or a backup took away. */
  readonly bereft = new Set<string>();
  /** Effects on accounts that somebody else brought back before they could be made. */
  readonly adopted = new Set<Effect>();
  /** Somebody was shown the past. */
  isPastShown = false;
  /** Somebody else than us wrote, or a backup was played back. */
  isMeddled = false;
  mutations = 0;
  readonly #requests = new Map<string, number>();
  /** Names of lives that sent a change. */
  readonly #writers = new Set<string>();
  /** Names of lives whose disk was full. */
  readonly #crammed = new Set<string>();
  /** Until when whoever goes on after a death leaves the applications alone, by the name of its life. */
  readonly #cooling = new Map<string, number>();
  readonly #holds = new Map<string, Hold>();
  #newest = "";

  constructor(servers: readonly ScimServer[]) {
    for (const server of servers) server.watch = (effects) => this.#see(server, effects);
  }

  /** I12 and I9: also after a restart, where the disk remembers the hold, or a death may have lost it. `wall` is the time that the process sees. */
  sent({ life, server, kind, at }: Sent, wall: number, machine: Machine): void {
    const requests = (this.#requests.get(life.name) ?? 0) + 1;
    this.#requests.set(life.name, requests);
    if (kind !== "read") {
      this.mutations += 1;
      this.#writers.add(life.name);
    }
    if (at < (this.#cooling.get(life.name) ?? 0))
      this.violations.add(`I9: ${life.name} called ${server.habits.name} right after a death`);
    if (requests === mostRequests) this.violations.add(`I12: ${life.name} made ${requests} requests`);
    const hold = this.#holds.get(server.habits.name);
    if (hold === undefined || wall >= hold.until) return;
    const isKnown =
      (hold.life === life && at > hold.since) ||
      (machine.name === hold.machine && hold.life.steps > hold.steps + enoughSteps);
    if (isKnown && hold.life !== life && this.#crammed.has(hold.life.name))
      this.excused.add("a hold that a full disk has no room for is forgotten with its process");
    else if (isKnown) this.violations.add(`I9: ${life.name} called ${server.habits.name} inside its Retry-After`);
  }

  /** Whether a life has changed anything, or may have. */
  hasWritten(life: string): boolean {
    return this.#writers.has(life);
  }

  /** A life can keep nothing any more. */
  diskIsFull(life: string): void {
    this.#crammed.add(life);
  }

  /** A life goes on with what another died of: what that one was told may be lost. */
  expectCoolDown(life: string, start: number): void {
    this.#cooling.set(life, start + coolDown);
  }

  told({ life, server }: Sent, hold: Pick<Hold, "since" | "until">, machine: Machine): void {
    this.#holds.set(server.habits.name, { ...hold, life, machine: machine.name, steps: life.steps });
  }

  /** Clocks were set: holds by the wall clock mean nothing any more. */
  forgetHolds(): void {
    this.#holds.clear();
  }

  #see(server: ScimServer, effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.by === "outsider" && effect.what === "create") this.reused.add(effect.account);
      const isOthers = effect.by === "outsider" || effect.by === "rollback";
      if (isOthers && effect.what === "delete")
        for (const subject of [effect.person, effect.account]) this.bereft.add(`${server.habits.name}|${subject}`);
      if (isOthers) this.isMeddled = true;
      else this.#checkOurs(server, effect);
    }
    this.#checkDuplicates(server, effects);
    if (effects.some(({ what }) => what === "give")) this.#checkQuotas(server, effects);
    this.#checkAdmins(server, effects);
  }

  /** I7: what a process does is in the plan that it was given; I10: nothing of anybody else. */
  #checkOurs(server: ScimServer, effect: Effect): void {
    const { name } = server.habits;
    const plan = this.plans.get(effect.by);
    this.#checkAge(effect, plan);
    if (effect.isRaced && effect.what === "update") this.misnamed.add(effect.account);
    const isPlanned = plan?.changes.some(({ change }) => {
      if (change.application !== name) return false;
      const isSubject = change.person === null ? change.account === effect.account : change.person === effect.person;
      if (!isSubject) return false;
      if (!("entitlement" in change)) return change.kind === kindOf[effect.what];
      const isGiven = change.after.held;
      return (
        isGiven === (effect.what === "give") &&
        `${change.entitlement.type}:${change.entitlement.value}` === effect.target
      );
    });
    if (isPlanned !== true && this.#isAdoption(name, effect, plan)) {
      this.adopted.add(effect);
      this.excused.add("an account that others bring back while it is to be made is taken over as it is");
    } else if (isPlanned !== true && effect.isEcho && (this.reused.has(effect.account) || !server.habits.versions))
      this.excused.add("a request that comes late does what it was sent for, to whatever is there by then");
    else if (isPlanned !== true && effect.isRaced)
      this.excused.add("an account that becomes another while a request to it is on its way");
    else if (isPlanned !== true && this.isTakenFor(effect)) this.excused.add("a group takes in whoever has the id");
    else if (isPlanned !== true)
      this.violations.add(`I7: ${name}: ${effect.by} did what is in no plan of its: ${textOfEffect(effect)}`);
    const foreign =
      effect.what === "update" ? (effect.target ?? "").split(",").filter((field) => !managed.has(field)) : [];
    if (foreign.length === 0) return;
    const text = `I10: ${name}: ${foreign.join(", ")} of ${effect.userName} was changed, and is not ours`;
    if (effect.isRaced && !server.habits.versions)
      this.excused.add("a whole account is put back where the server knows no versions");
    else this.violations.add(text);
  }

  /** I11: nothing of an older plan once something of a newer one was done. */
  #checkAge({ by, isEcho }: Effect, plan: Plan | undefined): void {
    const at = plan?.basis.at ?? "";
    if (at < this.#newest && !isEcho)
      this.violations.add(`I11: ${by} goes on with a plan for ${at} after one for ${this.#newest}`);
    if (at > this.#newest) this.#newest = at;
  }

  /** A create that finds the account there makes it what it was to be. */
  #isAdoption(server: string, { person, what }: Effect, plan: Plan | undefined): boolean {
    if (!this.isMeddled || (what !== "update" && what !== "enable")) return false;
    const creations = plan?.changes.filter(({ change }) => change.kind === "create-account") ?? [];
    return creations.some(({ change }) => change.application === server && change.person === person);
  }

  /** A stranger that has the id of one of ours, as a member of a group; or its name too, by a request that was on its way. */
  isTakenFor({ account, target }: Effect): boolean {
    return this.misnamed.has(account) || (this.reused.has(account) && target?.startsWith("group:") === true);
  }

  #checkDuplicates({ state, habits }: ScimServer, effects: readonly Effect[]): void {
    for (const { person, what, isEcho, by } of effects) {
      if (person === null || (what !== "create" && what !== "enable" && what !== "update")) continue;
      const all = [...state.users.values()].filter((user) => textOf(user, "externalId") === person);
      if (all.length > 1 && !habits.unique) this.doubled.add(`${habits.name}/${person}`);
      const own = all.filter(isActive);
      if (own.length < 2 || this.duplicates.has(`${habits.name}/${person}`)) continue;
      const isInherent = !habits.unique && (isEcho || this.isPastShown || this.isMeddled || by === "outsider");
      if (isInherent) this.excused.add("a server without uniqueness took a create twice");
      else this.violations.add(`I2: ${habits.name}: ${person} has ${own.length} active accounts`);
      this.duplicates.add(`${habits.name}/${person}`);
    }
  }

  #checkQuotas(server: ScimServer, effects: readonly Effect[]): void {
    const { name, quota } = server.habits;
    for (const [target, most] of quota) {
      const used = holders(server.state, target).length;
      const isOurs = effects.some((effect) => effect.target === target && effect.by !== "outsider");
      const isLate = effects.some(({ isEcho }) => isEcho);
      if (used > most && isLate && !server.habits.versions)
        this.excused.add("a request that comes late does what it was sent for, to whatever is there by then");
      else if (used > most && isOurs && this.isMeddled)
        this.excused.add("a seat that others take right before ours is one too many");
      else if (used > most && isOurs && this.isPastShown)
        this.excused.add("a server that shows the past hides who sits where");
      else if (used > most && isOurs) this.violations.add(`I4: ${name}: ${used} of ${most} ${target}`);
    }
  }

  /** Only what we do can break it: whoever is an administrator, and protected, keeps the access. */
  #checkAdmins({ state, habits }: ScimServer, effects: readonly Effect[]): void {
    const ours = effects.filter(({ by }) => by !== "outsider" && by !== "rollback");
    for (const { person, what, target } of ours) {
      const isLoss = what === "disable" || what === "delete" || target === `group:${habits.name}-owners`;
      if (person === "e1" && isLoss) this.violations.add(`I10: ${habits.name}: e1 is protected and lost access`);
    }
    if (ours.length === 0 || this.isMeddled) return;
    const owners = holders(state, `group:${habits.name}-owners`).map((id) => state.users.get(id));
    if (!owners.some((user) => user !== undefined && isActive(user)))
      this.violations.add(`I10: ${habits.name} has no administrator`);
  }
}

const managed = new Set([
  ...["userName", "externalId", "name", "displayName", "emails", "title", "userType"],
  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
]);

/** An effect in words. */
function textOfEffect({ what, userName, person, account, target, by, isEcho }: Effect): string {
  return `${what} ${person ?? userName} (${account})${target === null ? "" : ` ${target}`} by ${by}${isEcho ? ", echo" : ""}`;
}
