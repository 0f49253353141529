import { once } from 'node:events';
import { type AddressInfo, type Socket, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One thing that a server does with a connection. After the last step it ends the connection. */
export type Step = string | Uint8Array | { readonly pause: number } | { readonly until: 'left' | 'reset' };

/** Waits, in milliseconds. */
export function pause(milliseconds: number): Step {
  return { pause: milliseconds };
}

/** Waits until the client closes the connection. */
export const hold: Step = { until: 'left' };

/** Breaks the connection off. */
export const reset: Step = { until: 'reset' };

/** Sends each byte by itself. */
export function slowly(text: string): readonly Step[] {
  return Array.from(new TextEncoder().encode(text), (byte) => [Uint8Array.of(byte), pause(1)]).flat();
}

/** A server that answers every request with the same bytes, whatever it is asked. */
export interface RawServer {
  readonly baseURL: string;
  /** Resolves when every connection is through with its steps. */
  readonly played: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** Starts a server on a free port of this machine. */
export async function startRawServer(steps: readonly Step[]): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const plays: Promise<void>[] = [];
  const server = createServer((socket) => {
    sockets.add(socket.setNoDelay());
    socket.on('error', () => undefined);
    socket.once('data', () => plays.push(play(steps, socket)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    played: () => Promise.all(plays),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function play(steps: readonly Step[], socket: Socket): Promise<void> {
  for (const step of steps) {
    if (typeof step === 'string' || step instanceof Uint8Array) socket.write(step);
    else if ('pause' in step) await sleep(step.pause);
    else if (step.until === 'reset') socket.resetAndDestroy();
    else await (socket.closed || once(socket, 'close'));
  }
  socket.end();
}
