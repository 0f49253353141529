import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Clients } from './clients.js';
import { controls } from './controls.js';
import { getGrowth, memoryInUse } from './memory.js';
import { type Plan, createPlan } from './plan.js';
import { type Outcome, type RunEnd, runPlan } from './run-plan.js';

/** Options of a soak. */
export interface SoakOptions {
  readonly seed: number;
  readonly clients: number;
  /** Minimum number of runs. */
  readonly runs: number;
  /** Minimum duration in seconds. */
  readonly seconds: number;
  /** Milliseconds after which a resource that is still there counts as a leak. */
  readonly settleTime: number;
  /** Name of a negative control. */
  readonly control?: string;
}

/** The report of a soak. */
export interface SoakReport {
  readonly runs: number;
  readonly seconds: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Number of errors of each class. */
  readonly errors: Readonly<Record<string, number>>;
  /** Runs with neither a fault nor a cancellation that did not complete. */
  readonly unexpected: readonly string[];
  readonly lostBytes: number;
  /** Numbers of values after the end, listeners, unhandled rejections, requests that the server still has, and handles. */
  readonly leaks: Readonly<
    Record<'handles' | 'late values' | 'listeners' | 'open requests' | 'rejections', number>
  >;
  /** Memory in the last third of the samples, relative to the first third. */
  readonly growth: number;
  /** The samples of the memory in use, in MB. */
  readonly memory: readonly number[];
}

/** Number of samples of the memory, if the soak ends after `runs`. */
const samples = 30;

/** The part of the runs without samples: the modules and code that these load are not a leak. */
const warmUp = 0.1;

/** Performs many simultaneous runs, with faults and cancellations, against a server in another process. */
export async function soak(options: SoakOptions, startServer: () => ChildProcess): Promise<SoakReport> {
  const { seed, clients: count, control } = options;
  const outcomes: Record<Outcome, number> = { completed: 0, failed: 0, cancelled: 0, 'untyped error': 0 };
  const errors: Record<string, number> = {};
  const leaks = { 'late values': 0, listeners: 0, rejections: 0, 'open requests': 0, handles: 0 };
  const onRejection = (): number => (leaks.rejections += 1);
  process.on('unhandledRejection', onRejection).on('uncaughtException', onRejection);

  const handles = countHandles();
  const server = startServer();
  const [baseURL] = (await once(server, 'message')) as [string];
  const clients = new Clients(count, baseURL, control === undefined ? undefined : controls[control]);
  const memory: number[] = [];
  const unexpected: string[] = [];
  let lostBytes = 0;
  let runs = 0;

  const record = (end: RunEnd, plan: Plan): void => {
    outcomes[end.outcome] += 1;
    if (end.error !== undefined) errors[end.error] = (errors[end.error] ?? 0) + 1;
    if (plan.isUndisturbed && end.outcome !== 'completed')
      unexpected.push(JSON.stringify({ ...plan, ...end }));
    lostBytes += end.lostBytes;
    leaks.listeners += end.listeners;
  };
  const startedAt = performance.now();
  const seconds = (): number => (performance.now() - startedAt) / 1000;
  const sampleInterval = Math.ceil(options.runs / samples);
  const work = async (): Promise<void> => {
    while (runs < options.runs || seconds() < options.seconds) {
      const number = runs++;
      const plan = createPlan(seed, number, clients.isLimited(number));
      record(await runPlan(clients.get(number), plan, () => (leaks['late values'] += 1)), plan);
      // Other runs are in progress, about as many for each sample.
      if (number % sampleInterval === 0 && number > warmUp * options.runs) memory.push(memoryInUse());
    }
  };
  // Two runs per client at a time, so that the limiters have a queue.
  await Promise.all(Array.from({ length: 2 * count }, work));
  const took = seconds();

  await clients.close();
  leaks['open requests'] = await waitForZero(() => openRequests(server), options.settleTime);
  server.disconnect();
  await once(server, 'exit');
  leaks.handles = await waitForZero(() => Promise.resolve(countHandles() - handles), options.settleTime);
  return {
    runs,
    seconds: took,
    outcomes,
    errors,
    unexpected,
    lostBytes,
    leaks,
    growth: getGrowth(memory),
    memory: memory.map((bytes) => Math.round(bytes / 10_000) / 100),
  };
}

function countHandles(): number {
  return process.getActiveResourcesInfo().length;
}

async function openRequests(server: ChildProcess): Promise<number> {
  server.send('how many');
  const [open] = (await once(server, 'message')) as [number];
  return open;
}

/** Waits until the count is 0, for at most `within` milliseconds. Returns the last count. */
async function waitForZero(count: () => Promise<number>, within: number): Promise<number> {
  const deadline = performance.now() + within;
  for (;;) {
    const now = await count();
    if (now === 0 || performance.now() > deadline) return now;
    await setTimeout(20);
  }
}
