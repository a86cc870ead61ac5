import { readFile } from "node:fs/promises";
import { parse, stringify } from "yaml";
import type { Joiner, JoinerDecision, JoinerRules, JoinerSettings, SignUp } from "../../src/model/joiner.ts";
import type { HeldJoiner } from "../../src/model/joiner-queue.ts";
import { aSource } from "./people.ts";
import { edited, type WrittenTexts } from "./written.ts";

const day = 86_400_000;

/** `joiners` of the thresholds that the repository ships, as a file of its own. */
const thresholds = stringify({ joiners: parse(await readFile("policies/thresholds.yaml", "utf8")).joiners });

/** The header of the sign-ups of tests. */
export const signUpHead = "person,signedUp,source,latitude,longitude";

/** `aRepository` with these sign-ups as `people/signals.csv`, and all that they are held against. */
export function signals(text: string): WrittenTexts {
  return {
    ...edited(
      "rollcall.yaml",
      "  path: people/roster.csv\n",
      "  path: people/roster.csv\n  signals: people/signals.csv\n",
    ),
    "people/signals.csv": text,
    "policies/disposable-domains.txt": "# none\nmailinator.com\n",
    "policies/thresholds.yaml": thresholds,
  };
}

/** The rules that the repository ships, in points that can be told apart. */
function joinerRules(overrides: Partial<JoinerRules> = {}): JoinerRules {
  return {
    kinds: ["employee", "contractor", "guest"],
    review: 40,
    block: 80,
    reviewSla: 4 * 3_600_000,
    noSignUp: "review",
    missingEvidence: 5,
    distance: { overKm: 2000, within: 600_000, points: 50 },
    disposableEmail: 40,
    newDevice: 10,
    clusters: {
      address: { atLeast: 5, within: day, points: 30 },
      device: { atLeast: 3, within: 30 * day, points: 50 },
      payment: { atLeast: 3, within: 30 * day, points: 55 },
    },
    massSignUp: { atLeast: 5001, within: day, points: 45 },
    sourceQuality: { below: 50, points: 30, scores: new Map([["web", 60]]) },
    ...overrides,
  };
}

/** A sign-up of `e1001` in Berlin on the morning of 23 November 2026, against which nothing speaks; evidence follows the person. */
export function aSignUp(overrides: Partial<SignUp> = {}): SignUp {
  const person = overrides.person ?? "e1001";
  const berlin = { latitude: 52.52, longitude: 13.405 };
  return {
    person,
    signedUp: "2026-11-23T08:00:00Z",
    source: "web",
    address: `address of ${person}`,
    place: berlin,
    declared: { place: berlin, at: "2026-11-23T08:05:00Z" },
    device: `device of ${person}`,
    deviceKnown: true,
    emailDomain: "acme.example",
    payment: `payment of ${person}`,
    at: aSource("people/signals.csv", 2),
    ...overrides,
  };
}

/** These sign-ups under `joinerRules()`, with `mailinator.com` as a domain to throw away, and nobody who is told. */
export function joinerSettings(
  signUps: readonly SignUp[],
  { rules = {}, decisions = [] }: { rules?: Partial<JoinerRules>; decisions?: readonly JoinerDecision[] } = {},
): JoinerSettings {
  const disposableDomains = new Set(["mailinator.com"]);
  return { rules: joinerRules(rules), signUps, disposableDomains, decisions, alarm: null };
}

/** `e1001` is released for ever by somebody of security. */
export function aDecision(overrides: Partial<JoinerDecision> = {}): JoinerDecision {
  return {
    person: "e1001",
    decision: "release",
    by: "security",
    reason: "called back",
    from: "2026-11-23T09:00:00Z",
    until: null,
    at: aSource("people/releases/2026-11.yaml", 1, 3),
    ...overrides,
  };
}

/** `e1001` waits for somebody to look since eight in the morning. */
export function aJoiner(overrides: Partial<Joiner> = {}): Joiner {
  return {
    person: "e1001",
    verdict: "review",
    score: 50,
    reasons: [{ signal: "distance", points: 50, text: "far away" }],
    clusters: [],
    since: "2026-11-23T08:00:00Z",
    decision: null,
    ...overrides,
  };
}

/** `aJoiner()` in the queue at noon, when the four hours are just over. */
export function aHeldJoiner(overrides: Partial<HeldJoiner> = {}): HeldJoiner {
  const { decision: _, ...joiner } = aJoiner();
  const due = "2026-11-23T12:00:00Z";
  return { ...joiner, verdict: "review", ageSeconds: 14_400, due, isOverdue: true, decidedBy: null, ...overrides };
}
