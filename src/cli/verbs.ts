import type { Command } from "./command.ts";

/** Verbs that come in pairs (`audit verify`) share a module, which looks at the first word. */
export const verbs: Readonly<Record<string, () => Promise<Command>>> = {
  validate: () => import("./commands/validate.ts").then((module) => module.validate),
  plan: () => import("./commands/plan.ts").then((module) => module.plan),
  show: () => import("./commands/show.ts").then((module) => module.show),
  apply: () => import("./commands/apply.ts").then((module) => module.apply),
  drift: () => import("./commands/drift.ts").then((module) => module.drift),
  approvals: () => import("./commands/approvals.ts").then((module) => module.approvals),
  grant: () => import("./commands/grant.ts").then((module) => module.grant),
  revoke: () => import("./commands/revoke.ts").then((module) => module.revoke),
  pool: () => import("./commands/pool.ts").then((module) => module.pool),
  why: () => import("./commands/why.ts").then((module) => module.why),
  seats: () => import("./commands/seats.ts").then((module) => module.seats),
  policy: () => import("./commands/policy.ts").then((module) => module.policy),
  audit: () => import("./commands/audit.ts").then((module) => module.audit),
  joiners: () => import("./commands/joiners.ts").then((module) => module.joiners),
  queue: () => import("./commands/queue.ts").then((module) => module.queue),
  doctor: () => import("./commands/doctor.ts").then((module) => module.doctor),
  schema: () => import("./commands/schema.ts").then((module) => module.schema),
  sandbox: () => import("./commands/sandbox.ts").then((module) => module.sandbox),
  demo: () => import("./commands/demo.ts").then((module) => module.demo),
};

/** What `rollcall --help` says. */
export const help = `rollcall: access as code

Usage: rollcall VERB [flags]

  validate            check every file and name each mistake with its line
  plan                compare what is written with what is live, and judge the difference
  show PLAN           read a plan file
  apply PLAN          make it so, exactly as planned, and record it
  drift               what somebody changed in an application by hand: tell it in an issue, adopt it, or put it back
  approvals           which plans wait for somebody's approval, and for how long
  approvals fetch     what was shown in each pull request that was merged, and who agreed, for apply --merges
  why PERSON [APP]    from the roster row and the rule to the grant
  grant PERSON ROLE   put an assignment into the files: as a diff, a file or a pull request
  revoke PERSON ROLE  end it there
  pool set POOL K=V   set quotas and thresholds of a licence pool there
  seats               who sits in which licence pool, who waits, what it costs, when it runs out
  seats notices       who is to be told that an unused seat goes back
  policy test         run the tests beside the policies
  policy coverage     which rules of the policies those tests run
  policy explain X    the rules that spoke on a change, and what they saw
  policy replay       what other policies would have decided about past runs
  audit verify        check the ledger from its first run to its last
  audit log           list the runs
  audit show N        one record with all its changes
  audit erase PERSON  destroy the keys of a person's values in the ledger
  audit heartbeat     record that there was nothing to do (also: review, key)
  audit anchor        keep the ledger's head in a file of main, so that a cut or rewritten end stops plan and apply
  audit tag           keep it in a signed tag of the day
  audit witness       cosign it in somebody else's name, if it extends what they saw
  audit evidence      records in one page that checks itself in a browser
  audit prove N       one record, or one change of it, for audit check where there is no repository
  audit bundle        the whole ledger in one file, for audit verify --bundle
  audit report WHAT   what an auditor asks: every change, who had what, what was late, who agreed
  queue               what runs tried in vain and somebody has to look at
  joiners             who is held before a first account, and why
  doctor APPLICATION  what a live server does, beside what its profile says; --repository: how the forge protects this
  schema              JSON Schemas of the files, for editors
  sandbox             serve the applications of this organisation on this machine
  demo                the whole story in a temporary directory, in under a minute

Flags of every verb:
  --root DIR          where rollcall.yaml is (default: this directory)
  --ref COMMIT        read a commit instead of the working directory
  --at INSTANT        as if it were this moment, e.g. 2026-11-23T09:00:00Z
  --format FORMAT     text, json or markdown; joiners also csv, seats also csv and html;
                      audit report also csv, html and pdf
  --quiet             results only
  --no-color          no colours (also: NO_COLOR)
  --help              what one verb takes

Exit codes: 0 done, 1 unexpected, 2 there are changes (plan --detailed-exitcode, drift), 3 wrong input, 4 denied,
5 approval missing, 6 plan stale or tampered with, 7 partly applied, 8 application unreachable or not to be trusted, 9 ledger broken.
`;
