import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Starts the server in a process of its own. */
export async function startFirehose() {
  const child = fork(new URL('server.mjs', import.meta.url));
  const [{ port }] = await once(child, 'message');
  const url = `http://127.0.0.1:${port}`;
  return {
    /** Where a stream of so many chunks comes at full speed. */
    full: (corpus, count) => `${url}/full/${corpus}/${count}/v1`,
    /** Where one comes with an event every so many milliseconds. */
    paced: (corpus, count, every) => `${url}/paced/${corpus}/${count}/${every}/v1`,
    /** Where one event comes, and then nothing more. */
    held: `${url}/held/v1`,
    /** The times at which held answers were closed since the last question, and how many sockets are open. */
    seen: async () => {
      child.send('seen');
      const [{ closed, sockets }] = await once(child, 'message');
      return { closed: closed.map(BigInt), sockets };
    },
    stop: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}
