import { createHash } from 'node:crypto';
import { buildRequest } from './build-request.mjs';
import { serve, usage } from './serve.mjs';

/** The measures that a worker can take of its adapter. */
export const measures = {
  streams,
  answers,
  firstContent,
  cancellationTimes,
  resourcesAfterCancelling,
  serve,
  usage,
};

/** Reads streams, in sequence or all at once; returns the cost and the hash of the text. */
async function streams(read, { urls, atOnce = false }) {
  const texts = urls.map(() => '');
  let chunks = 0;
  const readAt = (url, at) =>
    read(url, buildRequest(), (content, count = 1) => {
      if (content === '') return;
      texts[at] += content;
      chunks += count;
    });
  // No collection is forced here: it would discard a part of what the compiler has learned.
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

/** Reads answers in sequence. A collection before an answer does not count. */
async function answers(read, { urls, models, first = 0, count, collects = false }) {
  const texts = [];
  let chunks = 0;
  let cpu = 0;
  for (let number = 0; number < count; number += 1) {
    const model = models[(first + number) % models.length];
    if (collects) globalThis.gc();
    const before = process.cpuUsage();
    await read(urls[number % urls.length], buildRequest({ model }), (content, received = 1) => {
      if (content === '') return;
      texts.push(content);
      chunks += received;
    });
    const { user, system } = process.cpuUsage(before);
    cpu += (user + system) / 1000;
  }
  return { cpu, chunks, hash: createHash('sha256').update(texts.join('')).digest('hex') };
}

/** Milliseconds from each request to its first text, for streams in sequence. */
async function firstContent(read, { url, count }) {
  const times = [];
  for (let run = 0; run < count; run += 1) {
    const startedAt = performance.now();
    let first;
    await read(url, buildRequest(), (content) => {
      if (content !== '') first ??= performance.now() - startedAt;
    });
    times.push(first);
  }
  return { times };
}

/** Cancels held answers in sequence; returns the times, in nanoseconds of the clock that all processes share on Linux. */
async function cancellationTimes(read, { url, count }) {
  const times = [];
  for (let run = 0; run < count; run += 1) {
    times.push(String(await cancelAfterFirst(read, url)));
    // The server must see this close before the next cancellation, so that its times have the same order.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return { times };
}

/** Counts the resources that are left after answers were started and cancelled, several at a time. */
async function resourcesAfterCancelling(read, { url, count, atOnce }) {
  for (let left = count; left > 0; left -= atOnce) {
    await Promise.all(Array.from({ length: Math.min(left, atOnce) }, () => cancelAfterFirst(read, url)));
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  globalThis.gc();
  return {
    heap: process.memoryUsage().heapUsed,
    handles: process.getActiveResourcesInfo().length,
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
  };
}

/** Cancels an answer at its first text; resolves with the time, in nanoseconds. */
function cancelAfterFirst(read, url) {
  const controller = new AbortController();
  return new Promise((resolve, reject) => {
    const leave = () => {
      resolve(process.hrtime.bigint());
      controller.abort();
    };
    read(url, buildRequest({ signal: controller.signal }), leave).catch((error) => {
      if (!controller.signal.aborted) reject(error);
    });
  });
}
