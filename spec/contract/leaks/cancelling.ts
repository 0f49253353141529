import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { filter, firstValueFrom, map, merge, of, startWith, timeout } from 'rxjs';
import { preload } from '../../support/preload.js';
import { Lane, type LanePhase } from './lane.js';

/** The task of `cancel-runs.mjs`. */
export interface CancelTask {
  readonly transport: string;
  readonly phases: readonly LanePhase[];
  /** The port of the mock server. */
  readonly server: number;
  /** Number of cancelled runs. */
  readonly runs: number;
  /** Number of runs that are cancelled at the same time. */
  readonly batchSize: number;
  /** Milliseconds for which the program waits until no resources are left. Default: a minute. */
  readonly settleTime?: number;
  /** Whether the platform may open connections that never have a request. */
  readonly mayOpenSpares?: boolean;
}

/** The resources that keep a process alive, and the number of listeners on the signal that all its runs share. */
interface RemainingResources {
  readonly resources: readonly string[];
  readonly listeners: number;
}

/** The report of the program, and how it ended. */
export interface Leftovers {
  readonly cancelled: number;
  readonly before: RemainingResources;
  readonly after: RemainingResources;
  /** Number of connections that are still open at the proxies. */
  readonly openSockets: number;
  /** Null if the program does not end by itself after its work. */
  readonly exitCode: number | null;
}

/** Milliseconds after which the program is stopped. */
const programTime = 120_000;

/** Cancels runs in a separate process. */
export async function cancelRuns(options: CancelTask): Promise<Leftovers> {
  const { transport, phases, server, runs, batchSize, settleTime = 60_000, mayOpenSpares = false } = options;
  const lanes = await Promise.all(phases.map((phase) => Lane.open(phase, server)));
  const task = JSON.stringify({ transport, lanes, runs, batchSize, settleTime });
  const program = fork(join(__dirname, 'cancel-runs.mjs'), [task], {
    execArgv: [...preload],
    timeout: programTime,
  });
  const sendArrivals = (lane: Lane, index: number): void => {
    if (program.connected) program.send({ lane: index, arrivals: lane.arrivals });
  };
  lanes.forEach(sendArrivals);
  const subscriptions = lanes.map((lane, index) => lane.changes.subscribe(() => sendArrivals(lane, index)));
  try {
    const { cancelled } = await nextMessage<Pick<Leftovers, 'cancelled'>>(program);
    if (mayOpenSpares) lanes.forEach(({ proxy }) => proxy.endSpareConnections());
    const openSockets = await countOpenSockets(lanes, settleTime);
    program.send({ isOver: true });
    const { before, after } = await nextMessage<Pick<Leftovers, 'before' | 'after'>>(program);
    return { cancelled, before, after, openSockets, exitCode: await waitForExit(program, settleTime) };
  } finally {
    subscriptions.forEach((subscription) => subscription.unsubscribe());
    program.kill();
    await Promise.all(lanes.map(({ proxy }) => proxy.close()));
  }
}

/** Resolves with the next message of the program, and rejects if the program ends first. */
async function nextMessage<T>(program: ChildProcess): Promise<T> {
  const ended = new AbortController();
  const end = (code: number | null): void => {
    ended.abort(new Error(`the program ended early: ${code ?? 'it took too long'}`));
  };
  program.once('exit', end);
  const [message] = (await once(program, 'message', ended)) as [T];
  program.off('exit', end);
  return message;
}

/** Resolves with 0 as soon as no lane has an open connection, since a platform may open a spare one at any time; else with their number. */
async function countOpenSockets(lanes: readonly Lane[], within: number): Promise<number> {
  const open = (): number => lanes.reduce((sum, { proxy }) => sum + proxy.open, 0);
  const changes = merge(...lanes.map((lane) => lane.changes));
  const counts = changes.pipe(startWith(undefined), map(open));
  const none = counts.pipe(filter((count) => count === 0));
  return firstValueFrom(none.pipe(timeout({ first: within, with: () => of(open()) })));
}

async function waitForExit(program: ChildProcess, within: number): Promise<number | null> {
  const exit = once(program, 'exit', { signal: AbortSignal.timeout(within) });
  program.disconnect();
  const [code] = (await exit.catch(() => [null])) as [number | null];
  return code;
}
