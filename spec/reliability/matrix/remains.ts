import { getEventListeners } from 'node:events';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { HostileServer } from './hostile-server.js';
import type { Stage } from './stage.js';

/** What a run may leave behind. */
export type Leak =
  | 'a listener on the signal'
  | 'a request to another origin'
  | 'a socket at the client'
  | 'a socket at the server'
  | 'a timer'
  | 'a tool that runs'
  | 'a value after the end'
  | 'an unhandled rejection';

/** How a stage is ended. */
export interface Ending {
  /** Whether the transport has a hand on all its connections. */
  readonly ownsConnections: boolean;
  /** How long what is left may take to go away, in milliseconds. */
  readonly settleTime: (leak: Leak) => number;
}

const uncaught: unknown[] = [];

/** Counts unhandled rejections and exceptions, instead of ending the process. */
export function watchUncaught(): void {
  process.on('unhandledRejection', (reason) => uncaught.push(reason));
  process.on('uncaughtException', (error) => uncaught.push(error));
}

/** What keeps the process alive. */
export interface Alive {
  readonly sockets: number;
  readonly timers: number;
}

/** Counts it, sockets of both ends. */
export function countAlive(): Alive {
  const resources = process.getActiveResourcesInfo();
  const count = (kind: RegExp): number => resources.filter((resource) => kind.test(resource)).length;
  return { sockets: count(/TCPSocket|TLS|Connect/), timers: count(/Timeout|Immediate/) };
}

/** A run that has ended. */
export interface EndedRun {
  readonly stage: Stage;
  /** Leaks that can only be its own. */
  readonly leaks: readonly Leak[];
  /** How many notifications had come when it ended. */
  readonly notifications: number;
}

/** Closes the client of a run that has ended, and looks for leaks that can only be its own. */
export async function endRun(stage: Stage, { ownsConnections, settleTime }: Ending): Promise<EndedRun> {
  const { client, companions, controller, elsewhere, owned, recording, server } = stage;
  const { notifications } = recording;
  const leaks: Leak[] = [];

  if (stage.isAwaited) leaks.push('a tool that runs');
  if (getEventListeners(controller.signal, 'abort').length > 0) leaks.push('a listener on the signal');
  // The run is over, the client is not: only connections that are free again may still be open. A platform that gives no
  // handle on them may also keep those that never carried anything.
  const areFree = await settle(
    () => server.busy.length + (ownsConnections ? server.unused.length : 0) === 0,
    settleTime('a socket at the server'),
  );

  await client.close();
  for (const { subscription } of companions) subscription.unsubscribe();
  await owned.close();
  if (!ownsConnections) [server, elsewhere].forEach(endIdle);
  const areClosed = await settle(() => openAtServers(stage) === 0, settleTime('a socket at the server'));
  if (!areFree || !areClosed) leaks.push('a socket at the server');
  return { stage, leaks, notifications };
}

/**
 * Closes the servers of runs that took place at the same time, and returns the leaks of each. `before` is from when the servers
 * listened and nothing else was open. Sockets at the client, timers and rejections are counted per process: if one is left,
 * every run of the group reports it. They are checked once for the group, because each check polls with a timer of its own.
 */
export async function findRemains(
  runs: readonly EndedRun[],
  before: Alive,
  { settleTime }: Ending,
): Promise<readonly (readonly Leak[])[]> {
  const shared: Leak[] = [];
  const check = async (leak: Leak, isGone: () => boolean): Promise<void> => {
    if (!(await settle(isGone, settleTime(leak)))) shared.push(leak);
  };
  const ofServers = (): number => runs.reduce((sum, { stage }) => sum + openAtServers(stage), 0);
  await check('a socket at the client', () => countAlive().sockets - ofServers() <= before.sockets);
  await check('a timer', () => countAlive().timers <= before.timers);

  const strayed = runs.map(({ stage }) => stage.elsewhere.exchanges.length > stage.requestsElsewhere);
  await Promise.all(runs.flatMap(({ stage: { server, elsewhere } }) => [server.close(), elsewhere.close()]));
  await setImmediate();
  // Read once for the group: the first run to read the list empties it.
  if (uncaught.splice(0).length > 0) shared.push('an unhandled rejection');
  return runs.map(({ stage, leaks, notifications }, index) => {
    const all = [...leaks, ...shared];
    if (strayed[index]) all.push('a request to another origin');
    if (stage.recording.notifications !== notifications) all.push('a value after the end');
    return all.sort();
  });
}

/** Connections that are open at both servers of a stage. */
function openAtServers({ server, elsewhere }: Stage): number {
  return server.open.length + elsewhere.open.length;
}

/** As servers do with connections that carry nothing, now and when more of them come. */
function endIdle(server: HostileServer): void {
  const end = (): void => {
    for (const connection of server.open) {
      if (!server.busy.includes(connection)) connection.end((socket) => socket.destroy());
    }
  };
  server.changes.subscribe(end);
  end();
}

async function settle(isTrue: () => boolean, within: number): Promise<boolean> {
  const deadline = performance.now() + within;
  while (!isTrue() && performance.now() < deadline) await setTimeout(5);
  return isTrue();
}
