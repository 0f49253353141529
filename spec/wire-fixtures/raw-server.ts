import { once } from 'node:events';
import { type AddressInfo, type Socket, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Bytes that a server writes to a connection, or another action. After the last step, the server ends the connection. */
export type Step = string | Uint8Array | { readonly pause: number } | { readonly action: 'hold' | 'reset' };

export function pause(milliseconds: number): Step {
  return { pause: milliseconds };
}

/** Waits until the client closes the connection. */
export const hold: Step = { action: 'hold' };

export const reset: Step = { action: 'reset' };

/** Sends each byte separately. */
export function slowly(text: string): readonly Step[] {
  return Array.from(new TextEncoder().encode(text), (byte) => [Uint8Array.of(byte), pause(1)]).flat();
}

/** A server that answers the first bytes on each connection with the same steps. */
export interface RawServer {
  readonly baseURL: string;
  /** Resolves when the steps on all connections are done. */
  readonly waitForSteps: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** Starts a server on a free port of this machine. */
export async function startRawServer(steps: readonly Step[]): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const answers: Promise<void>[] = [];
  const server = createServer((socket) => {
    sockets.add(socket.setNoDelay());
    socket.on('error', () => undefined);
    socket.once('data', () => answers.push(performSteps(steps, socket)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    waitForSteps: () => Promise.all(answers),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function performSteps(steps: readonly Step[], socket: Socket): Promise<void> {
  for (const step of steps) {
    if (typeof step === 'string' || step instanceof Uint8Array) socket.write(step);
    else if ('pause' in step) await sleep(step.pause);
    else if (step.action === 'reset') socket.resetAndDestroy();
    else await (socket.closed || once(socket, 'close'));
  }
  socket.end();
}
