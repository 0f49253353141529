import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { ConnectionTracker, type Waiting } from '../../src/node/connection-tracker.js';

/** A socket that connects when told to. */
class FakeSocket extends EventEmitter {
  destroyedWith: Error | undefined;
  destroy(reason: Error): void {
    this.destroyedWith = reason;
    this.emit('error', reason);
    this.emit('close');
  }
}

interface Watched {
  readonly watch: ConnectionTracker;
  readonly sockets: FakeSocket[];
  /** Connects as undici does, which goes on in the turn in which its socket is connected. */
  readonly connect: (onConnected?: () => void) => Promise<unknown>;
}

function watched(): Watched {
  const sockets: FakeSocket[] = [];
  const watch = new ConnectionTracker();
  const connector = watch.connector((_options, callback) => {
    const socket = new FakeSocket().on('error', () => undefined);
    socket.once('connect', () => {
      callback(null, socket as unknown as Socket);
    });
    sockets.push(socket);
    return socket;
  });
  const options = {} as buildConnector.Options;
  const connect: Watched['connect'] = (onConnected) =>
    new Promise((resolve) => {
      connector(options, (error: Error | null, socket: Socket | null) => {
        onConnected?.();
        resolve(error ?? socket);
      });
    });
  return { watch, sockets, connect };
}

describe('ConnectionTracker', () => {
  it('closes the socket of a request that is no longer waited for', () => {
    const { watch, sockets, connect } = watched();
    const [one, two]: Waiting[] = [{}, {}];
    watch.dispatch(one!, () => void connect());
    watch.dispatch(two!, () => void connect());
    watch.abandoned(one!);

    expect(sockets.map(({ destroyedWith }) => destroyedWith !== undefined)).toEqual([true, false]);
  });

  it('leaves the socket of a request that has started to the request', () => {
    const { watch, sockets, connect } = watched();
    const request: Waiting = {};
    watch.dispatch(request, () => void connect());
    watch.started(request);
    watch.abandoned(request);

    expect(sockets[0]?.destroyedWith).toBeUndefined();
  });

  it('opens no socket if no request waits', async () => {
    const { sockets, connect } = watched();

    await expect(connect()).resolves.toMatchObject({
      message: 'no request waits for this connection any more',
    });
    expect(sockets).toEqual([]);
  });

  it('opens as many as undici asks for while a request waits without a socket, and drops what is left over', () => {
    const { watch, sockets, connect } = watched();
    const request: Waiting = {};
    watch.dispatch(request, () => undefined);
    void connect();
    void connect();
    sockets[0]?.emit('connect');
    watch.started(request);

    expect(sockets.map(({ destroyedWith }) => destroyedWith !== undefined)).toEqual([false, true]);
  });

  it('leaves a socket that undici opened to the request that starts as soon as it is connected', () => {
    const { watch, sockets, connect } = watched();
    const request: Waiting = {};
    watch.dispatch(request, () => undefined);
    void connect(() => {
      watch.started(request);
    });
    sockets[0]?.emit('connect');

    expect(sockets[0]?.destroyedWith).toBeUndefined();
  });

  it('drops the sockets that undici opened when the last request that waits for one is left', () => {
    const { watch, sockets, connect } = watched();
    const request: Waiting = {};
    watch.dispatch(request, () => undefined);
    void connect();
    watch.abandoned(request);

    expect(sockets[0]?.destroyedWith).toBeDefined();
  });

  it('tells a request whose socket came to nothing why', async () => {
    const { watch, sockets, connect } = watched();
    watch.dispatch({}, () => void connect());
    sockets[0]?.emit('close');

    await expect(connect()).resolves.toMatchObject({ code: 'ECONNRESET' });
    expect(sockets).toHaveLength(1);
  });
});
