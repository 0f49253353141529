import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Clients } from './clients.js';
import { controls } from './controls.js';
import { getGrowth, memoryInUse } from './memory.js';
import { type Plan, createPlan } from './plan.js';
import { type Outcome, type RunEnd, runPlan } from './run-plan.js';

/** What a soak is to do. */
export interface SoakOptions {
  readonly seed: number;
  readonly clients: number;
  /** It ends when so many runs have been done, and so many seconds are over. */
  readonly runs: number;
  readonly seconds: number;
  /** How long what is left may take to go away, in milliseconds. */
  readonly settleTime: number;
  /** Name of a control that spoils the transports. */
  readonly control?: string;
}

/** What a soak has found. */
export interface SoakReport {
  readonly runs: number;
  readonly seconds: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** How often each class of errors came. */
  readonly errors: Readonly<Record<string, number>>;
  /** Runs that nothing disturbed, and that did not complete. */
  readonly unexpected: readonly string[];
  readonly lostBytes: number;
  /** Values after the end, listeners, rejections, open requests at the server, handles. */
  readonly leaks: Readonly<
    Record<'handles' | 'late values' | 'listeners' | 'open requests' | 'rejections', number>
  >;
  /** Memory of the last third, relative to the first, after forced collection. */
  readonly growth: number;
  /** The samples, in MB. */
  readonly memory: readonly number[];
}

/** How many times the memory is looked at, if there are as many runs as were asked for. */
const samples = 30;

/** The part of the runs that only warms up: what is loaded and compiled at first is no leak. */
const warmUp = 0.1;

/** Does many runs at once, with faults and cancellations, against the server of a process of its own. */
export async function soak(options: SoakOptions, startServer: () => ChildProcess): Promise<SoakReport> {
  const { seed, clients: count, control } = options;
  const outcomes: Record<Outcome, number> = { completed: 0, failed: 0, cancelled: 0, 'untyped error': 0 };
  const errors: Record<string, number> = {};
  const leaks = { 'late values': 0, listeners: 0, rejections: 0, 'open requests': 0, handles: 0 };
  const onRejection = (): number => (leaks.rejections += 1);
  process.on('unhandledRejection', onRejection).on('uncaughtException', onRejection);

  const handles = handlesNow();
  const server = startServer();
  const [baseURL] = (await once(server, 'message')) as [string];
  const clients = new Clients(count, baseURL, control === undefined ? undefined : controls[control]);
  const memory: number[] = [];
  const unexpected: string[] = [];
  let lostBytes = 0;
  let runs = 0;

  const note = (end: RunEnd, plan: Plan): void => {
    outcomes[end.outcome] += 1;
    if (end.error !== undefined) errors[end.error] = (errors[end.error] ?? 0) + 1;
    if (plan.isHarmless && end.outcome !== 'completed') unexpected.push(JSON.stringify({ ...plan, ...end }));
    lostBytes += end.lostBytes;
    leaks.listeners += end.listeners;
  };
  const startedAt = performance.now();
  const seconds = (): number => (performance.now() - startedAt) / 1000;
  const everySoOften = Math.ceil(options.runs / samples);
  const work = async (): Promise<void> => {
    while (runs < options.runs || seconds() < options.seconds) {
      const number = runs++;
      const plan = createPlan(seed, number, clients.isLimited(number));
      note(await runPlan(clients.of(number), plan, () => (leaks['late values'] += 1)), plan);
      // Many runs are under way meanwhile, always about as many.
      if (number % everySoOften === 0 && number > warmUp * options.runs) memory.push(memoryInUse());
    }
  };
  await Promise.all(Array.from({ length: 2 * count }, work));
  const took = seconds();

  await clients.close();
  leaks['open requests'] = await settled(() => openRequests(server), options.settleTime);
  server.disconnect();
  await once(server, 'exit');
  leaks.handles = await settled(() => Promise.resolve(handlesNow() - handles), options.settleTime);
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

function handlesNow(): number {
  return process.getActiveResourcesInfo().length;
}

async function openRequests(server: ChildProcess): Promise<number> {
  server.send('how many');
  const [open] = (await once(server, 'message')) as [number];
  return open;
}

/** The number when it has become 0, or when it has had its time. */
async function settled(count: () => Promise<number>, within: number): Promise<number> {
  const deadline = performance.now() + within;
  for (;;) {
    const now = await count();
    if (now === 0 || performance.now() > deadline) return now;
    await setTimeout(20);
  }
}
