import type { Job, Step, Workflow } from "./workflow.ts";

/** What a workflow may do wrong: an attack that it lets happen. */
export type Rule =
  | "action-not-pinned"
  | "permissions-at-the-top"
  | "permissions-of-job"
  | "credentials-persist"
  | "expression-in-script"
  | "secret-without-environment"
  | "secret-for-whole-job"
  | "actor-checked"
  | "no-timeout"
  | "no-concurrency"
  | "apply-cancelled"
  | "cache-in-privileged-job"
  | "head-checked-out"
  | "environment-not-limited-to-main"
  | "untrusted-job-has-power"
  | "not-switched-off"
  | "untrusted-head-in-privileged-job";

/** That the head is a branch of this repository: of the pull request, or of the run that was waited for. */
export const ownRepository =
  "(github.event.pull_request.head.repo.full_name || github.event.workflow_run.head_repository.full_name) == github.repository";

/** Every rule that a workflow breaks, sorted, each once. */
export function brokenRules(name: string, workflow: Workflow): readonly Rule[] {
  const broken = new Set<Rule>(workflowRules(name, workflow));
  for (const job of Object.values(workflow.jobs)) for (const rule of jobRules(name, workflow, job)) broken.add(rule);
  return [...broken].sort();
}

/** Rules that hold for steps wherever they are. */
export function stepRules(steps: readonly Step[]): readonly Rule[] {
  return steps.flatMap(({ uses, run }) => [
    ...when<Rule>(uses !== undefined && !isPinned(uses), "action-not-pinned"),
    ...when<Rule>(run?.includes("${") === true && run.includes("{{"), "expression-in-script"),
  ]);
}

function workflowRules(_name: string, workflow: Workflow): readonly Rule[] {
  return [
    ...when<Rule>(JSON.stringify(workflow.permissions) !== "{}", "permissions-at-the-top"),
    ...when<Rule>(textOf(workflow.env).includes("secrets"), "secret-without-environment"),
  ];
}

function jobRules(name: string, workflow: Workflow, job: Job): readonly Rule[] {
  const steps = job.steps ?? [];
  const isPrivileged =
    mayWrite(job) || job.environment !== undefined || [...ofMain].some((event) => triggers(workflow, event));
  const condition = [job.if, ...steps.map((step) => step.if)].join(" ");
  return [
    ...stepRules(steps),
    ...when<Rule>(job.uses !== undefined && !isPinned(job.uses), "action-not-pinned"),
    ...when<Rule>(!isMinimal(job.permissions), "permissions-of-job"),
    ...when<Rule>(
      steps.some((step) => isCheckout(step) && !forgetsCredentials(step)),
      "credentials-persist",
    ),
    ...when<Rule>(usesSecrets(job) && job.environment === undefined, "secret-without-environment"),
    ...when<Rule>(job.secrets === "inherit" || /toJSON\(\s*secrets/.test(textOf(job)), "secret-without-environment"),
    ...when<Rule>(textOf(job.env).includes("secrets"), "secret-for-whole-job"),
    ...when<Rule>(/github\.(triggering_)?actor|sender/.test(condition), "actor-checked"),
    ...when<Rule>(typeof job["timeout-minutes"] !== "number", "no-timeout"),
    ...when<Rule>(workflow.concurrency === undefined && job.concurrency === undefined, "no-concurrency"),
    ...when<Rule>(isPrivileged && mayPush(job) && cancels(workflow, job), "apply-cancelled"),
    ...when<Rule>(isPrivileged && steps.some(caches), "cache-in-privileged-job"),
    ...when<Rule>(isPrivileged && steps.some(checksOutOther), "head-checked-out"),
    ...when<Rule>(job.environment !== undefined && !isLimited(workflow, job), "environment-not-limited-to-main"),
    ...when<Rule>(isUntrusted(workflow) && (mayWrite(job) || job.environment !== undefined), "untrusted-job-has-power"),
    ...when<Rule>(
      name.startsWith("rollcall-") && isPrivileged && !isDemanded(job.if, "vars.ROLLCALL == 'on'"),
      "not-switched-off",
    ),
    ...when<Rule>(
      (triggers(workflow, "pull_request_target") || triggers(workflow, "workflow_run")) &&
        !isDemanded(job.if, ownRepository),
      "untrusted-head-in-privileged-job",
    ),
  ];
}

function when<T>(holds: boolean, one: T): readonly T[] {
  return holds ? [one] : [];
}

function textOf(value: unknown): string {
  return JSON.stringify(value) ?? "";
}

function isPinned(uses: string): boolean {
  return uses.startsWith("./") || /^[\w.-]+(\/[\w.-]+)+@[0-9a-f]{40}$/.test(uses);
}

function isMinimal(permissions: unknown): boolean {
  return typeof permissions === "object" && permissions !== null && !textOf(permissions).includes("id-token");
}

function isCheckout({ uses }: Step): boolean {
  return uses?.startsWith("actions/checkout@") === true;
}

function forgetsCredentials({ with: inputs }: Step): boolean {
  return inputs?.["persist-credentials"] === false;
}

function usesSecrets(job: Job): boolean {
  return /\bsecrets\b\s*[.[]/.test(textOf(job)) || job.secrets !== undefined;
}

function mayWrite({ permissions }: Job): boolean {
  return permissions === undefined || textOf(permissions).includes("write");
}

function mayPush({ permissions }: Job): boolean {
  return typeof permissions === "object" && permissions !== null && "contents" in permissions
    ? permissions.contents === "write"
    : permissions === "write-all";
}

/** Events that run the workflow as the pull request has it. */
function isUntrusted(workflow: Workflow): boolean {
  return triggers(workflow, "pull_request") || triggers(workflow, "pull_request_review");
}

function triggers({ on }: Workflow, event: string): boolean {
  return event in on;
}

function cancels(workflow: Workflow, job: Job): boolean {
  return [workflow.concurrency, job.concurrency].some(
    (group) => group !== undefined && !textOf(group).includes('"cancel-in-progress":false'),
  );
}

function caches({ uses, with: inputs }: Step): boolean {
  return uses?.startsWith("actions/cache") === true || inputs?.["cache"] !== undefined;
}

function checksOutOther(step: Step): boolean {
  const inputs = Object.keys(step.with ?? {});
  return isCheckout(step) && ["ref", "repository", "allow-unsafe-pr-checkout"].some((name) => inputs.includes(name));
}

const ofMain: ReadonlySet<string> = new Set(["pull_request_target", "workflow_run"]);

/** These always run what main has. */
function isLimited(workflow: Workflow, job: Job): boolean {
  if (Object.keys(workflow.on).every((event) => ofMain.has(event))) return true;
  return isDemanded(job.if, "github.ref == 'refs/heads/main'");
}

/** Whether nothing runs unless this holds: a condition beside an `||` demands nothing. */
function isDemanded(condition: string | undefined, part: string): boolean {
  const rest = condition?.split(" && ") ?? [];
  return rest.includes(part) && rest.every((each) => each === ownRepository || !each.includes("||"));
}
