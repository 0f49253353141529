import { getEventListeners } from 'node:events';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { HostileServer } from './hostile-server.js';
import type { Stage } from './stage.js';

/** A resource that a run may leave behind, or a forbidden event. */
export type Leak =
  | 'a listener on the signal'
  | 'a request to another origin'
  | 'a socket at the client'
  | 'a socket at the server'
  | 'a timer'
  | 'a tool that runs'
  | 'a value after the end'
  | 'an unhandled rejection';

/** Options for the check of a run for leaks. */
export interface LeakCheckOptions {
  /** Whether the transport can close all its connections. */
  readonly ownsConnections: boolean;
  /** Milliseconds after which a resource that is still there counts as a leak. */
  readonly settleTime: (leak: Leak) => number;
}

const uncaught: unknown[] = [];

/** Counts unhandled rejections and exceptions, instead of ending the process. */
export function watchUncaught(): void {
  process.on('unhandledRejection', (reason) => uncaught.push(reason));
  process.on('uncaughtException', (error) => uncaught.push(error));
}

/** The resources that keep the process alive. */
export interface ResourceCount {
  readonly sockets: number;
  readonly timers: number;
}

/** Counts the resources of this process, including the sockets of its servers. */
export function countResources(): ResourceCount {
  const resources = process.getActiveResourcesInfo();
  const count = (kind: RegExp): number => resources.filter((resource) => kind.test(resource)).length;
  return { sockets: count(/TCPSocket|TLS|Connect/), timers: count(/Timeout|Immediate/) };
}

/** A run that has ended. */
export interface EndedRun {
  readonly stage: Stage;
  /** Leaks that can only be those of this run. */
  readonly leaks: readonly Leak[];
  /** Number of notifications up to the end of the run. */
  readonly notifications: number;
}

/** Closes the client of a run that has ended, and finds the leaks that can only be those of this run. */
export async function endRun(
  stage: Stage,
  { ownsConnections, settleTime }: LeakCheckOptions,
): Promise<EndedRun> {
  const { client, companions, controller, elsewhere, closableTransport, recording, server } = stage;
  const { notifications } = recording;
  const leaks: Leak[] = [];

  if (stage.isToolSubscribed) leaks.push('a tool that runs');
  if (getEventListeners(controller.signal, 'abort').length > 0) leaks.push('a listener on the signal');
  // The run has ended, but its client is not closed yet: only idle connections may be open, and connections that never had a request
  // only if the platform owns them.
  const areFree = await settle(
    () => server.busy.length + (ownsConnections ? server.unused.length : 0) === 0,
    settleTime('a socket at the server'),
  );

  await client.close();
  for (const { subscription } of companions) subscription.unsubscribe();
  await closableTransport.close();
  if (!ownsConnections) [server, elsewhere].forEach(endIdle);
  const areClosed = await settle(() => openAtServers(stage) === 0, settleTime('a socket at the server'));
  if (!areFree || !areClosed) leaks.push('a socket at the server');
  return { stage, leaks, notifications };
}

/**
 * Closes the servers of runs that took place at the same time, and returns the leaks of each. `before` was counted when the servers
 * listened, before the runs. Sockets of clients, timers and rejections are counted per process: if one is left, every run of the group
 * reports it. They are checked once for the group, because each check polls with its own timer.
 */
export async function findLeaks(
  runs: readonly EndedRun[],
  before: ResourceCount,
  { settleTime }: LeakCheckOptions,
): Promise<readonly (readonly Leak[])[]> {
  const shared: Leak[] = [];
  const check = async (leak: Leak, isGone: () => boolean): Promise<void> => {
    if (!(await settle(isGone, settleTime(leak)))) shared.push(leak);
  };
  const countAtServers = (): number => runs.reduce((sum, { stage }) => sum + openAtServers(stage), 0);
  await check('a socket at the client', () => countResources().sockets - countAtServers() <= before.sockets);
  await check('a timer', () => countResources().timers <= before.timers);

  const wentElsewhere = runs.map(({ stage }) => stage.elsewhere.exchanges.length > stage.requestsElsewhere);
  await Promise.all(runs.flatMap(({ stage: { server, elsewhere } }) => [server.close(), elsewhere.close()]));
  await setImmediate();
  // Read once for the group: the first run to read the list empties it.
  if (uncaught.splice(0).length > 0) shared.push('an unhandled rejection');
  return runs.map(({ stage, leaks, notifications }, index) => {
    const all = [...leaks, ...shared];
    if (wentElsewhere[index]) all.push('a request to another origin');
    if (stage.recording.notifications !== notifications) all.push('a value after the end');
    return all.sort();
  });
}

/** Number of open connections at both servers of a stage. */
function openAtServers({ server, elsewhere }: Stage): number {
  return server.open.length + elsewhere.open.length;
}

/** Closes connections without a pending request, now and after every change, as servers do with idle connections. */
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
