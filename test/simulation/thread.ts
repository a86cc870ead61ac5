import { setMaxListeners } from "node:events";

// One thread lives many lives of a process, and what one process has one of, it has many of.
setMaxListeners(0);
