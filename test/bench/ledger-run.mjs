/** What a run of so many grants is recorded as. */
export function recordOf(run, size = 20) {
  const at = "2026-11-23T09:00:00Z";
  const digest = `sha256:${String(run).padStart(64, "0")}`;
  return {
    run: `r-${String(run).padStart(16, "0")}`,
    kind: "result",
    organization: "small",
    conclusion: "completed",
    error: null,
    actor: "bench",
    engine: "rollcall/bench",
    plan: { digest, operations: digest, at },
    commit: null,
    inputs: { "rollcall.yaml": digest },
    live: { chat: digest },
    policy: `sha256:${"e".repeat(64)}`,
    approvals: [],
    people: 1000,
    started: at,
    finished: at,
    counts: { applied: size },
    entries: Array.from({ length: size }, (_, n) => ({
      key: `chat/p${n}/grant/group:g${run}`,
      kind: "grant",
      application: "chat",
      person: `p${n}`,
      account: `a${n}`,
      target: `group:g${run}`,
      before: { held: false },
      after: { held: true },
      because: [{ kind: "birthright", role: "everybody", at: { file: "roles/everybody.yaml", line: 6, column: 5 } }],
      decision: { verdict: "allow", risk: 1, rules: [] },
      status: "applied",
      reason: null,
      reference: null,
      attempts: 1,
      recovered: false,
      at,
    })),
  };
}
