import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Starts the server in its own process. */
export async function startFirehose() {
  const child = fork(new URL('server.mjs', import.meta.url));
  const [{ port }] = await once(child, 'message');
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    /** URL of a stream at full speed. */
    full: (corpus, count) => `${origin}/full/${corpus}/${count}/v1`,
    /** URL of a stream with an event every so many milliseconds. */
    paced: (corpus, count, every) => `${origin}/paced/${corpus}/${count}/${every}/v1`,
    /** URL of answers at full speed, each with its own id. */
    answers: (count) => `${origin}/answers/${count}/v1`,
    /** URLs of such answers on servers that no client has requested yet. */
    newServers: async (count, many) => {
      const urls = [];
      for (let made = 0; made < many; made += 1) {
        child.send('listen');
        const [answer] = await once(child, 'message');
        urls.push(`http://127.0.0.1:${answer.port}/answers/${count}/v1`);
      }
      return urls;
    },
    /** URL of a stream that stops after its first event. */
    held: `${origin}/held/v1`,
    /** When held answers were closed since the last call, and the number of open sockets. */
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
