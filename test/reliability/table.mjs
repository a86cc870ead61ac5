/** One row for each thing that tests say they prove, in their order: how often it was done and how often it went wrong. */
export function rowsOf(files) {
  const rows = new Map();
  const inOrder = files.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  for (const { status, meta } of inOrder.flatMap(({ assertionResults }) => assertionResults)) {
    if (meta?.proof === undefined) continue;
    const { what, times = 1 } = meta.proof;
    const row = rows.get(what) ?? { what, times: 0, wrong: 0, cannot: null };
    rows.set(what, {
      ...row,
      times: row.times + (status === "passed" || status === "failed" ? times : 0),
      wrong: row.wrong + (status === "failed" ? 1 : 0),
      cannot: meta.cannot ?? row.cannot,
    });
  }
  return [...rows.values()];
}

/** The rows as Markdown. */
export function tableOf(rows) {
  const lines = rows.map(({ what, times, wrong, cannot }) => `| ${what} | ${times} | ${resultOf({ wrong, cannot })} |`);
  return ["| what | times | result |", "|---|---:|---|", ...lines].join("\n");
}

function resultOf({ wrong, cannot }) {
  if (cannot !== null) return "cannot run here";
  return wrong === 0 ? "ended right, every time" : `went wrong ${wrong} times`;
}
