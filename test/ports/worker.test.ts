import { expect, test } from "vitest";
import { startWorkerThread } from "../../src/ports/worker.ts";

const ECHO = `const { parentPort, workerData } = require("node:worker_threads");
parentPort.on("message", (question) => {
  if (question === "spin") for (;;) {}
  if (question === "throw") throw new Error("broken");
  if (question === "environment") parentPort.postMessage(Object.keys(process.env).length);
  else parentPort.postMessage([workerData, question]);
});`;

const start = () => startWorkerThread(ECHO, { data: "given", heapMegabytes: 64 });

test("answers one question after the other, knowing its data", async () => {
  const worker = start();
  expect(await worker.ask(1)).toEqual(["given", 1]);
  expect(await worker.ask(2)).toEqual(["given", 2]);
  await worker.stop();
});

test("sees no environment variables", async () => {
  const worker = start();
  expect(await worker.ask("environment")).toBe(0);
  await worker.stop();
});

test("refuses a second question at a time", async () => {
  const worker = start();
  const first = worker.ask(1);
  await expect(worker.ask(2)).rejects.toThrow();
  expect(await first).toEqual(["given", 1]);
  await worker.stop();
});

test("is stopped in the middle of an endless loop", async () => {
  const worker = start();
  const spinning = expect(worker.ask("spin")).rejects.toThrow();
  await worker.stop();
  await spinning;
});

test("rejects this and every later question once it has failed", async () => {
  const worker = start();
  await expect(worker.ask("throw")).rejects.toThrow("broken");
  await expect(worker.ask(1)).rejects.toThrow("broken");
  await worker.stop();
});

test("does not keep the process alive while it is idle", async () => {
  const before = process.getActiveResourcesInfo().filter(keepsAlive).length;
  const worker = start();
  await worker.ask(1);
  expect(process.getActiveResourcesInfo().filter(keepsAlive)).toHaveLength(before);
  await worker.stop();
});

const keepsAlive = (resource: string) => resource === "Worker" || resource === "MessagePort";
