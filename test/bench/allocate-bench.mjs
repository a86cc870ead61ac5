import { allocate } from "../../dist/plan/allocate.js";
import { compare } from "./harness.mjs";

const regions = ["eu", "us", "apac", "latam"];
const at = { file: "x", line: 1, column: 1 };
const pools = 40;

/** Seats of 40 pools for 100,000 people who ask for four each, a tenth of them in vain, against the least that this takes, and against a tenth of it. */
export async function allocateBench({ rounds = 5 } = {}) {
  const [large, small] = [inputOf(100_000), inputOf(10_000)];
  process.stdout.write(`# allocate: ${large.demands.length} demands in ${pools} pools\n`);
  return [
    await compare({
      name: "allocation / one look-up in a set, one entry in a map and a sort for each demand",
      goal: 4,
      rounds,
      product: () => allocate(large),
      baseline: () => leastFor(large),
    }),
    await compare({
      name: "allocation for 100,000 people / for 10,000",
      goal: 12,
      rounds,
      product: () => allocate(large),
      baseline: () => allocate(small),
    }),
  ];
}

function leastFor({ demands, live }) {
  const seats = new Map([...live.keys()].map((name) => [name, { ranks: [], placed: new Map() }]));
  let sitting = 0;
  for (const { person, pool } of demands) {
    const own = seats.get(pool);
    if (live.get(pool).people.has(person.id)) sitting += 1;
    own.placed.set(person.id, person);
    own.ranks.push((own.ranks.length * 7919) % 10_007);
  }
  for (const { ranks } of seats.values()) Float64Array.from(ranks).sort();
  return sitting;
}

function inputOf(count) {
  const people = new Map(
    Array.from({ length: count }, (_, n) => {
      const id = `e${n}`;
      const attributes = { location: regions[n % 4], department: `d${n % 20}` };
      const start = `20${10 + (n % 15)}-01-01T00:00:00Z`;
      return [
        id,
        { id, kind: "employee", status: "active", start, end: null, manager: null, email: null, attributes, at },
      ];
    }),
  );
  const all = [...people.values()];
  const holdings = new Map(all.map(({ id }, n) => [id, [{ role: n % 50 === 0 ? "lead" : "x", because: [] }]]));
  const list = Array.from({ length: pools }, (_, n) => ({
    ...{ name: `p${n}`, seat: { application: "a", type: "license", value: `v${n}` }, quotaBy: "location" },
    ...{ quota: Object.fromEntries(regions.map((region) => [region, count / 50])), overflow: count / 100 },
    ...{ failover: { eu: ["us"] }, granted: 0, requests: [], tier: null, protected: [], reserve: null, alertAt: 0.9 },
    priority: [
      { kind: "role", role: "lead" },
      { kind: "attribute", attribute: "department", value: "d3" },
    ],
    ...{ eligible: null, whenFull: "wait", reclaim: null, cost: null, at },
  }));
  const demands = all.flatMap((person, n) =>
    list.flatMap(({ name: pool }, k) => ((n * 7919 + k * 104_729) % 1000 < 100 ? [{ person, pool, because: [] }] : [])),
  );
  const live = new Map(
    list.map(({ name }, k) => {
      const sitting = all.filter((_, n) => (n * 31 + k) % 100 < 7).map(({ id }) => id);
      return [name, { people: new Set(sitting), outside: 3, leaving: 1 }];
    }),
  );
  return { pools: list, demands, holdings, people, live, poolsBefore: list };
}
