// npm run bench [NAME…]: ratios of pairs run alternately in one run. docs/performance.md keeps the table.
const benches = {
  start: () => import("./start-bench.mjs").then((module) => module.startBench()),
  read: () => import("./read-bench.mjs").then((module) => module.readBench()),
  plan: () => import("./plan-bench.mjs").then((module) => module.planBench()),
  diff: () => import("./diff-bench.mjs").then((module) => module.diffBench()),
  allocate: () => import("./allocate-bench.mjs").then((module) => module.allocateBench()),
  judge: () => import("./judge-bench.mjs").then((module) => module.judgeBench()),
  requests: () => import("./request-bench.mjs").then((module) => module.requestBench()),
  journal: () => import("./journal-bench.mjs").then((module) => module.journalBench()),
  pace: () => import("./pace-bench.mjs").then((module) => module.paceBench()),
  ledger: () => import("./ledger-bench.mjs").then((module) => module.ledgerBench()),
};

const wanted = process.argv.slice(2);
for (const name of wanted.length > 0 ? wanted : Object.keys(benches)) {
  const bench = benches[name];
  if (bench === undefined) throw new Error(`no bench ${name}: ${Object.keys(benches).join(", ")}`);
  await bench();
}
