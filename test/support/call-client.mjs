// Hands a call of the command line to the process that answers it, and ends as it ended.
import { connect } from "node:net";
import { text } from "node:stream/consumers";

const [, , path, ...args] = process.argv;
const socket = connect(path);
socket.end(JSON.stringify({ cwd: process.cwd(), env: process.env, args }));
const { code, stdout, stderr } = JSON.parse(await text(socket));
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = code;
