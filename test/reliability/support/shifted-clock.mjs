// Loaded into a process with --import: its clocks are ahead by what a file says now, as if the machine had slept so long.
import { readFileSync } from "node:fs";

const file = process.env.PROOF_CLOCK;
const ahead = () => Number(readFileSync(file, "utf8"));
const { now } = Date;
Date.now = () => now.call(Date) + ahead();
const monotonic = performance.now.bind(performance);
performance.now = () => monotonic() + ahead();
