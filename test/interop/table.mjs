/** The report of a run as a Markdown table: a column for each server, a row for what was tried, each cell from a test. */
export function tableOf({ date, running, tests }) {
  const names = Object.keys(running);
  const rows = new Map();
  for (const { suite, status, meta } of tests) {
    const laws = /^scim on (\S+) keeps the connector's laws$/.exec(suite)?.[1];
    if (laws !== undefined) count(rowOf(rows, "laws of the connector kept"), laws, status);
    if (meta?.cell === undefined) continue;
    const { server, ability, value } = meta.cell;
    rowOf(rows, ability).set(server, status === "passed" ? value : "**failed**");
  }
  const cell = (value) => (typeof value === "object" ? `${value.passed} of ${value.all}` : value);
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const body = [...rows].map(([ability, row]) => line([ability, ...names.map((name) => cell(row.get(name) ?? "–"))]));
  const versions = names.map((name) => `- ${name}: ${running[name]}`);
  return [
    line([`${date}`, ...names]),
    line(["---", ...names.map(() => "---")]),
    ...body,
    "",
    "Versions of this run:",
    "",
    ...versions,
  ].join("\n");
}

function rowOf(rows, ability) {
  const row = rows.get(ability) ?? new Map();
  rows.set(ability, row);
  return row;
}

function count(row, server, status) {
  const { passed, all } = row.get(server) ?? { passed: 0, all: 0 };
  row.set(server, { passed: passed + (status === "passed" ? 1 : 0), all: all + 1 });
}
