import { createHash } from 'node:crypto';
import { ask } from './ask.mjs';
import { serve, usage } from './serve.mjs';

/** What a worker can measure of its adapter. */
export const measures = { streams, answers, firstContent, cancelled, started, serve, usage };

/** Reads streams, one after the other or all at once: what that cost, and what was read. */
async function streams(read, { urls, atOnce = false }) {
  const texts = urls.map(() => '');
  let chunks = 0;
  const readAt = (url, at) =>
    read(url, ask(), (content, count = 1) => {
      if (content === '') return;
      texts[at] += content;
      chunks += count;
    });
  // No collection is forced in between: it would throw away what the compiler has learned of the objects of a stream.
  const before = process.cpuUsage();
  if (atOnce) await Promise.all(urls.map(readAt));
  else for (const [at, url] of urls.entries()) await readAt(url, at);
  const { user, system } = process.cpuUsage(before);
  return {
    cpu: (user + system) / 1000,
    peak: process.resourceUsage().maxRSS / 1024,
    chunks,
    hash: createHash('sha256').update(texts.join('')).digest('hex'),
  };
}

/** Reads answers in sequence, and counts the CPU time of each by itself: a collection before it does not count. */
async function answers(read, { urls, models, count, collects = false }) {
  const texts = [];
  let chunks = 0;
  let cpu = 0;
  for (let number = 0; number < count; number += 1) {
    const model = models[number % models.length];
    if (collects) globalThis.gc();
    const before = process.cpuUsage();
    await read(urls[number % urls.length], ask({ model }), (content, received = 1) => {
      if (content === '') return;
      texts.push(content);
      chunks += received;
    });
    const { user, system } = process.cpuUsage(before);
    cpu += (user + system) / 1000;
  }
  return { cpu, chunks, hash: createHash('sha256').update(texts.join('')).digest('hex') };
}

/** Milliseconds from asking to the first text, once for each of so many streams, one after the other. */
async function firstContent(read, { url, count }) {
  const times = [];
  for (let run = 0; run < count; run += 1) {
    const startedAt = performance.now();
    let first;
    await read(url, ask(), (content) => {
      if (content !== '') first ??= performance.now() - startedAt;
    });
    times.push(first);
  }
  return { times };
}

/** The times at which so many held answers were left, by the clock that all processes share. */
async function cancelled(read, { url, count }) {
  const times = [];
  for (let run = 0; run < count; run += 1) {
    times.push(String(await leftAfterFirst(read, url)));
    // So that the server has closed one before the next is left.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return { times };
}

/** What is left of so many answers that were started and left, several at a time. */
async function started(read, { url, count, atOnce }) {
  for (let left = count; left > 0; left -= atOnce) {
    await Promise.all(Array.from({ length: Math.min(left, atOnce) }, () => leftAfterFirst(read, url)));
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  globalThis.gc();
  return {
    heap: process.memoryUsage().heapUsed,
    handles: process.getActiveResourcesInfo().length,
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
  };
}

/** Leaves an answer at its first text; when, in nanoseconds. */
function leftAfterFirst(read, url) {
  const controller = new AbortController();
  return new Promise((resolve, reject) => {
    const leave = () => {
      resolve(process.hrtime.bigint());
      controller.abort();
    };
    read(url, ask({ signal: controller.signal }), leave).catch((error) => {
      if (!controller.signal.aborted) reject(error);
    });
  });
}
