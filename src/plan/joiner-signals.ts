import type { JoinerReason, JoinerSettings, SignUp } from "../model/joiner.ts";
import type { FoundCluster } from "./joiner-clusters.ts";
import { distanceKm } from "./joiner-distance.ts";

/** What speaks against one sign-up; no address, device or place is repeated. */
export function signalsOf(
  signUp: SignUp,
  { rules, disposableDomains }: Pick<JoinerSettings, "rules" | "disposableDomains">,
  clusters: readonly FoundCluster[],
): readonly JoinerReason[] {
  const found: JoinerReason[] = [];
  const note = (reason: JoinerReason | null) => {
    if (reason !== null && reason.points > 0) found.push(reason);
  };
  note(distanceReason(signUp, rules.distance));
  note(disposableReason(signUp, disposableDomains, rules.disposableEmail));
  if (signUp.deviceKnown === false) note({ signal: "new-device", points: rules.newDevice, text: neverSeen });
  for (const { reason } of clusters) note(reason);
  note(qualityReason(signUp, rules.sourceQuality));
  note(missingReason(signUp, rules.missingEvidence));
  return found;
}

const neverSeen = "the device was never seen before";

function distanceReason(
  { place, declared, signedUp }: SignUp,
  { overKm, within, points }: JoinerSettings["rules"]["distance"],
): JoinerReason | null {
  if (place === null || declared === null) return null;
  const apart = Math.abs(Date.parse(declared.at) - Date.parse(signedUp));
  if (apart > within) return null;
  const distance = distanceKm(place, declared.place);
  if (distance <= overKm) return null;
  const minutes = Math.round(apart / 60_000);
  const text = `signed up ${Math.round(distance)} km from the declared place, ${minutes} min apart`;
  return { signal: "distance", points, text };
}

/** `mail.example.org` is as disposable as `example.org`. */
function disposableReason({ emailDomain }: SignUp, domains: ReadonlySet<string>, points: number): JoinerReason | null {
  for (let domain = emailDomain; domain !== null; domain = parentOf(domain)) {
    if (domains.has(domain))
      return { signal: "disposable-email", points, text: `${domain} gives e-mail to throw away` };
  }
  return null;
}

function parentOf(domain: string): string | null {
  const dot = domain.indexOf(".");
  return dot === -1 ? null : domain.slice(dot + 1);
}

function qualityReason(
  { source }: SignUp,
  { below, points, scores }: JoinerSettings["rules"]["sourceQuality"],
): JoinerReason | null {
  const quality = scores.get(source) ?? 0;
  if (quality >= below) return null;
  const text = `the source ${source} has a quality of ${quality}, below ${below}`;
  return { signal: "source-quality", points, text };
}

/** A payment is no matter of everybody; the rest is known of any sign-up that was looked at. */
function missingReason({ address, place, declared, device, emailDomain }: SignUp, each: number): JoinerReason | null {
  if (address !== null && place !== null && declared !== null && device !== null && emailDomain !== null) return null;
  const evidence = [
    ["address", address],
    ["place", place],
    ["declared place", declared],
    ["device", device],
    ["e-mail", emailDomain],
  ] as const;
  const lacking = evidence.flatMap(([name, value]) => (value === null ? [name] : []));
  return { signal: "missing-evidence", points: each * lacking.length, text: `not known: ${lacking.join(", ")}` };
}
