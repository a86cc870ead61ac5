// Child process: token buckets, one below each path /0, /1 …, each with its own counters; /free has no limit. Answers take 10 ms.
import { createServer } from "node:http";

const buckets = JSON.parse(process.argv[2] ?? "[]").map((rule) => ({ ...rule, tokens: rule.capacity, at: null }));
for (const bucket of buckets) reset(bucket);
const service = 10;

const server = createServer((request, response) => {
  const [, name, what] = (request.url ?? "/").split("/");
  const bucket = buckets[Number(name)];
  if (bucket === undefined) return answer(request, response, { status: 204, after: 0 });
  if (what === "counters") {
    const { accepted, refused, first, last } = bucket;
    response.end(JSON.stringify({ accepted, refused, first, last }));
    return reset(bucket);
  }
  answer(request, response, { status: admit(bucket) ? 204 : 429, after: service });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`));
process.stdin.resume().on("end", () => process.exit(0));

function answer(request, response, { status, after }) {
  request.resume();
  const send = () => response.writeHead(status).end();
  if (after > 0) setTimeout(send, after);
  else request.on("end", send);
}

function admit(bucket) {
  const now = performance.now();
  const elapsed = bucket.at === null ? 0 : now - bucket.at;
  bucket.at = now;
  bucket.tokens = Math.min(bucket.capacity, bucket.tokens + (elapsed / 1000) * bucket.perSecond);
  bucket.first ??= now;
  if (bucket.tokens < 1) {
    bucket.refused += 1;
    return false;
  }
  bucket.tokens -= 1;
  bucket.accepted += 1;
  bucket.last = now;
  return true;
}

/** Counts anew, with a full bucket: another run. */
function reset(bucket) {
  Object.assign(bucket, { accepted: 0, refused: 0, first: null, last: null, at: null, tokens: bucket.capacity });
}
