import { type Document, isMap, isSeq, parseDocument } from "yaml";
import { ownRepository, type Rule } from "./rules.ts";

/** One property of a workflow changed for the worse, and a rule that must see it. */
export interface Mutation {
  readonly what: string;
  readonly breaks: Rule;
  readonly text: string;
}

type Path = readonly (string | number)[];

interface Change {
  readonly what: string;
  readonly breaks: Rule;
  edit(document: Document): void;
}

const hostile = "$" + "{{ github.event.pull_request.title }}";
const branch = "$" + "{{ github.head_ref }}";
const head = "$" + "{{ github.event.pull_request.head.sha }}";

/** Every way in which a workflow could be weakened by one edit. */
export function mutationsOf(text: string): readonly Mutation[] {
  const document = parseDocument(text);
  const changes = [...top(document), ...jobsOf(document).flatMap((path) => jobChanges(document, path))];
  return changes.map(({ what, breaks, edit }) => {
    const copy = parseDocument(text);
    edit(copy);
    return { what, breaks, text: copy.toString({ lineWidth: 0 }) };
  });
}

function top(document: Document): readonly Change[] {
  return [
    { what: "no permissions at the top", breaks: "permissions-at-the-top", edit: (copy) => copy.delete("permissions") },
    set(["permissions"], "write-all", "permissions-at-the-top"),
    set(["permissions"], { contents: "read" }, "permissions-at-the-top"),
    set(["env"], { TOKEN: "$" + "{{ secrets.TOKEN }}" }, "secret-without-environment"),
    ...(document.has("concurrency") ? [drop(["concurrency"], "no-concurrency")] : []),
  ];
}

function jobsOf(document: Document): readonly Path[] {
  const jobs = document.get("jobs");
  return isMap(jobs) ? jobs.items.map(({ key }) => ["jobs", String(key)]) : [];
}

function jobChanges(document: Document, job: Path): readonly Change[] {
  const has = (name: string) => document.hasIn([...job, name]);
  const writes = JSON.stringify(document.getIn([...job, "permissions", "contents"])) === '"write"';
  const condition = String(document.getIn([...job, "if"]) ?? "");
  const isPrivileged = has("environment");
  const isUntrusted = ["pull_request", "pull_request_review"].some((event) => document.hasIn(["on", event]));
  return [
    drop([...job, "timeout-minutes"], "no-timeout"),
    drop([...job, "permissions"], "permissions-of-job"),
    set([...job, "permissions"], "write-all", "permissions-of-job"),
    set([...job, "if"], "github.actor == 'dependabot[bot]'", "actor-checked"),
    set([...job, "env"], { TOKEN: "$" + "{{ secrets.TOKEN }}" }, "secret-for-whole-job"),
    ...(isPrivileged ? conditionChanges(job, condition) : []),
    ...(isPrivileged && JSON.stringify(document.getIn(job)).includes("secrets.")
      ? [drop([...job, "environment"], "secret-without-environment")]
      : []),
    ...(isUntrusted ? [set([...job, "environment"], "rollcall", "untrusted-job-has-power")] : []),
    ...(isUntrusted ? [set([...job, "permissions"], { contents: "write" }, "untrusted-job-has-power")] : []),
    ...(isUntrusted ? [set([...job, "env"], { T: "$" + "{{ secrets.T }}" }, "secret-without-environment")] : []),
    ...(writes ? [set(["concurrency", "cancel-in-progress"], true, "apply-cancelled")] : []),
    ...stepChanges(document, job, isPrivileged),
  ];
}

function conditionChanges(job: Path, condition: string): readonly Change[] {
  const rules: Readonly<Record<string, Rule>> = {
    "vars.ROLLCALL == 'on'": "not-switched-off",
    "github.ref == 'refs/heads/main'": "environment-not-limited-to-main",
    [ownRepository]: "untrusted-head-in-privileged-job",
  };
  const parts = condition.split(" && ");
  return parts.flatMap((part) => {
    const rule = rules[part];
    if (rule === undefined) return [];
    const rest = parts.filter((other) => other !== part).join(" && ");
    return [set([...job, "if"], rest, rule), set([...job, "if"], condition.replace(" && ", " || "), rule)];
  });
}

function stepChanges(document: Document, job: Path, isPrivileged: boolean): readonly Change[] {
  const steps = document.getIn([...job, "steps"]);
  if (!isSeq(steps)) return [];
  return steps.items.flatMap((step, index) => {
    const at: Path = [...job, "steps", index];
    const uses = isMap(step) ? step.get("uses") : undefined;
    const run = isMap(step) ? step.get("run") : undefined;
    return [
      ...(typeof uses === "string" && uses.includes("@") ? usesChanges(at, uses, isPrivileged) : []),
      ...(typeof run === "string" ? runChanges(at, run) : []),
      set([...at, "if"], "github.triggering_actor == 'somebody'", "actor-checked"),
    ];
  });
}

function usesChanges(at: Path, uses: string, isPrivileged: boolean): readonly Change[] {
  const [name = ""] = uses.split("@");
  const isCheckout = name === "actions/checkout";
  return [
    ...["v4", "main", uses.slice(-40, -33)].map((tag) => set([...at, "uses"], `${name}@${tag}`, "action-not-pinned")),
    set([...at, "uses"], name, "action-not-pinned"),
    ...(isCheckout ? [set([...at, "with", "persist-credentials"], true, "credentials-persist")] : []),
    ...(isCheckout ? [drop([...at, "with", "persist-credentials"], "credentials-persist")] : []),
    ...(isCheckout && isPrivileged ? [set([...at, "with", "ref"], head, "head-checked-out")] : []),
    ...(isCheckout && isPrivileged ? [set([...at, "with", "repository"], "some/fork", "head-checked-out")] : []),
    ...(isPrivileged ? [set([...at, "uses"], `actions/cache@${"a".repeat(40)}`, "cache-in-privileged-job")] : []),
    ...(isPrivileged ? [set([...at, "with", "cache"], "npm", "cache-in-privileged-job")] : []),
  ];
}

function runChanges(at: Path, run: string): readonly Change[] {
  return [hostile, branch].map((expression) => set([...at, "run"], `${run} ${expression}`, "expression-in-script"));
}

function set(path: Path, value: unknown, breaks: Rule): Change {
  const what = `${path.join(".")} = ${JSON.stringify(value)}`;
  return { what, breaks, edit: (copy) => copy.setIn(path, copy.createNode(value)) };
}

function drop(path: Path, breaks: Rule): Change {
  return { what: `without ${path.join(".")}`, breaks, edit: (copy) => copy.deleteIn(path) };
}
