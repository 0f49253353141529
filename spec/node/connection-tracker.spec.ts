import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { ConnectionTracker, type ConnectingRequest } from '../../src/node/connection-tracker.js';

/** A socket that connects when a spec emits `connect`. */
class FakeSocket extends EventEmitter {
  destroyedWith: Error | undefined;
  destroy(reason: Error): void {
    this.destroyedWith = reason;
    this.emit('error', reason);
    this.emit('close');
  }
}

interface TrackerFixture {
  readonly tracker: ConnectionTracker;
  readonly sockets: FakeSocket[];
  /** Calls the connector as undici does. `onConnected` is called synchronously once the socket is connected, as by undici. */
  readonly connect: (onConnected?: () => void) => Promise<unknown>;
}

function createTracker(): TrackerFixture {
  const sockets: FakeSocket[] = [];
  const tracker = new ConnectionTracker();
  const connector = tracker.connector((_options, callback) => {
    const socket = new FakeSocket().on('error', () => undefined);
    socket.once('connect', () => {
      callback(null, socket as unknown as Socket);
    });
    sockets.push(socket);
    return socket;
  });
  const options = {} as buildConnector.Options;
  const connect: TrackerFixture['connect'] = (onConnected) =>
    new Promise((resolve) => {
      connector(options, (error: Error | null, socket: Socket | null) => {
        onConnected?.();
        resolve(error ?? socket);
      });
    });
  return { tracker, sockets, connect };
}

describe('ConnectionTracker', () => {
  it('closes the socket of an unsubscribed request, and no other socket', () => {
    const { tracker, sockets, connect } = createTracker();
    const [one, two]: ConnectingRequest[] = [{}, {}];
    tracker.dispatch(one!, () => void connect());
    tracker.dispatch(two!, () => void connect());
    tracker.onUnsubscribe(one!);

    expect(sockets.map(({ destroyedWith }) => destroyedWith !== undefined)).toEqual([true, false]);
  });

  it('does not close the socket of a request that has started', () => {
    const { tracker, sockets, connect } = createTracker();
    const request: ConnectingRequest = {};
    tracker.dispatch(request, () => void connect());
    tracker.onStart(request);
    tracker.onUnsubscribe(request);

    expect(sockets[0]?.destroyedWith).toBeUndefined();
  });

  it('opens no socket outside of dispatch if no request waits', async () => {
    const { sockets, connect } = createTracker();

    await expect(connect()).resolves.toMatchObject({
      message: 'no request waits for this connection any more',
    });
    expect(sockets).toEqual([]);
  });

  it('opens sockets outside of dispatch while a request waits, and closes the unused ones when the request starts', () => {
    const { tracker, sockets, connect } = createTracker();
    const request: ConnectingRequest = {};
    tracker.dispatch(request, () => undefined);
    void connect();
    void connect();
    sockets[0]?.emit('connect');
    tracker.onStart(request);

    expect(sockets.map(({ destroyedWith }) => destroyedWith !== undefined)).toEqual([false, true]);
  });

  it('does not close a socket whose request starts as soon as the socket is connected', () => {
    const { tracker, sockets, connect } = createTracker();
    const request: ConnectingRequest = {};
    tracker.dispatch(request, () => undefined);
    void connect(() => {
      tracker.onStart(request);
    });
    sockets[0]?.emit('connect');

    expect(sockets[0]?.destroyedWith).toBeUndefined();
  });

  it('closes sockets opened outside of dispatch when the last waiting request is unsubscribed', () => {
    const { tracker, sockets, connect } = createTracker();
    const request: ConnectingRequest = {};
    tracker.dispatch(request, () => undefined);
    void connect();
    tracker.onUnsubscribe(request);

    expect(sockets[0]?.destroyedWith).toBeDefined();
  });

  it('opens no second socket after the first one was closed: connecting fails with ECONNRESET', async () => {
    const { tracker, sockets, connect } = createTracker();
    tracker.dispatch({}, () => void connect());
    sockets[0]?.emit('close');

    await expect(connect()).resolves.toMatchObject({ code: 'ECONNRESET' });
    expect(sockets).toHaveLength(1);
  });
});
