import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { filter, firstValueFrom, map, merge, of, startWith, timeout } from 'rxjs';
import { preload } from '../../support/preload.js';
import { Lane, type LanePhase } from './lane.js';

/** What the program is to do. */
export interface Cancelling {
  readonly transport: string;
  readonly phases: readonly LanePhase[];
  /** The port of the mock server. */
  readonly server: number;
  /** How many runs are cancelled. */
  readonly runs: number;
  /** How many of them at a time. */
  readonly batchSize: number;
  /** How long what is left when the sockets are closed may take to go away, in milliseconds. Default: a minute. */
  readonly settleTime?: number;
  /** Whether the platform may hold spare connections, which it opens itself and which never carried a request. */
  readonly maySpare?: boolean;
}

/** What keeps a process alive, and the listeners on the signal that all its runs share. */
interface Remains {
  readonly resources: readonly string[];
  readonly listeners: number;
}

/** What the program leaves behind. */
export interface Leftovers {
  readonly cancelled: number;
  readonly before: Remains;
  readonly after: Remains;
  /** Sockets that are still open, as the other side sees it. */
  readonly openSockets: number;
  /** Null for a program that does not end by itself although it has nothing to do. */
  readonly exitCode: number | null;
}

/** How long the program may run at all, in milliseconds. */
const programTime = 120_000;

/** Cancels runs in a process of their own. */
export async function cancelRuns(options: Cancelling): Promise<Leftovers> {
  const { transport, phases, server, runs, batchSize, settleTime = 60_000, maySpare = false } = options;
  const lanes = await Promise.all(phases.map((phase) => Lane.open(phase, server)));
  const order = JSON.stringify({ transport, lanes, runs, batchSize, settleTime });
  const program = fork(join(__dirname, 'cancel-runs.mjs'), [order], {
    execArgv: [...preload],
    timeout: programTime,
  });
  const tell = (lane: Lane, index: number): void => {
    if (program.connected) program.send({ lane: index, arrivals: lane.arrivals });
  };
  lanes.forEach(tell);
  const telling = lanes.map((lane, index) => lane.changes.subscribe(() => tell(lane, index)));
  try {
    const { cancelled } = await hear<Pick<Leftovers, 'cancelled'>>(program);
    if (maySpare) lanes.forEach(({ proxy }) => proxy.endSpareConnections());
    const openSockets = await countOpenSockets(lanes, settleTime);
    program.send({ isOver: true });
    const { before, after } = await hear<Pick<Leftovers, 'before' | 'after'>>(program);
    return { cancelled, before, after, openSockets, exitCode: await waitForExit(program, settleTime) };
  } finally {
    telling.forEach((subscription) => subscription.unsubscribe());
    program.kill();
    await Promise.all(lanes.map(({ proxy }) => proxy.close()));
  }
}

/** The next message; rejects when the program ends without one. */
async function hear<T>(program: ChildProcess): Promise<T> {
  const ended = new AbortController();
  const end = (code: number | null): void => {
    ended.abort(new Error(`the program ended early: ${code ?? 'it took too long'}`));
  };
  program.once('exit', end);
  const [message] = (await once(program, 'message', ended)) as [T];
  program.off('exit', end);
  return message;
}

/** Waits until no lane has an open socket, all of them at one moment: a platform may open a spare one at any time. */
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
