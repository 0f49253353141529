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

/** Ends a stage, and tells what its run has left behind. `before` is from when the servers listened and nothing else was. */
export async function findRemains(
  stage: Stage,
  before: Alive,
  { ownsConnections, settleTime }: Ending,
): Promise<readonly Leak[]> {
  const { client, companions, controller, elsewhere, owned, recording, server } = stage;
  const { notifications } = recording;
  const leaks = new Set<Leak>();
  const check = async (leak: Leak, isGone: () => boolean): Promise<void> => {
    if (!(await settle(isGone, settleTime(leak)))) leaks.add(leak);
  };

  if (stage.isAwaited) leaks.add('a tool that runs');
  if (getEventListeners(controller.signal, 'abort').length > 0) leaks.add('a listener on the signal');
  // The run is over, the client is not: only connections that are free again may still be open. A platform that gives no
  // handle on them may also keep those that never carried anything.
  await check(
    'a socket at the server',
    () => server.busy.length + (ownsConnections ? server.unused.length : 0) === 0,
  );

  await client.close();
  for (const { subscription } of companions) subscription.unsubscribe();
  await owned.close();
  if (!ownsConnections) [server, elsewhere].forEach(endIdle);
  const ofServers = (): number => server.open.length + elsewhere.open.length;
  await check('a socket at the server', () => ofServers() === 0);
  await check('a socket at the client', () => countAlive().sockets - ofServers() <= before.sockets);
  await check('a timer', () => countAlive().timers <= before.timers);

  if (elsewhere.exchanges.length > stage.requestsElsewhere) leaks.add('a request to another origin');
  await Promise.all([server.close(), elsewhere.close()]);
  await setImmediate();
  if (recording.notifications !== notifications) leaks.add('a value after the end');
  if (uncaught.splice(0).length > 0) leaks.add('an unhandled rejection');
  return [...leaks].sort();
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
