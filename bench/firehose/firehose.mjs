import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Starts the server in a process of its own. */
export async function startFirehose() {
  const child = fork(new URL('server.mjs', import.meta.url));
  const [{ port }] = await once(child, 'message');
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    /** Where a stream of so many chunks comes at full speed. */
    full: (corpus, count) => `${origin}/full/${corpus}/${count}/v1`,
    /** Where one comes with an event every so many milliseconds. */
    paced: (corpus, count, every) => `${origin}/paced/${corpus}/${count}/${every}/v1`,
    /** Where answers of so many chunks come at full speed, each with its own id. */
    answers: (count) => `${origin}/answers/${count}/v1`,
    /** The same on several servers that no client knows yet. */
    newServers: async (count, many) => {
      const urls = [];
      for (let made = 0; made < many; made += 1) {
        child.send('listen');
        const [answer] = await once(child, 'message');
        urls.push(`http://127.0.0.1:${answer.port}/answers/${count}/v1`);
      }
      return urls;
    },
    /** Where one event comes, and then nothing more. */
    held: `${origin}/held/v1`,
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
