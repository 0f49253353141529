import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Starts the server of streams in its own process. */
export async function startStreamServer() {
  const child = fork(new URL('server.mjs', import.meta.url));
  const [{ port }] = await once(child, 'message');
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    /** URL of a stream at full speed. */
    full: (corpus, count) => `${origin}/full/${corpus}/${count}/v1`,
    /** URL of a stream with an event every `every` milliseconds. */
    paced: (corpus, count, every) => `${origin}/paced/${corpus}/${count}/${every}/v1`,
    /** URL of answers at full speed, each with its own id. */
    answers: (count) => `${origin}/answers/${count}/v1`,
    /** URLs of such answers on `servers` ports that no client has connected to yet. */
    newServers: async (count, servers) => {
      const urls = [];
      while (urls.length < servers) {
        child.send('listen');
        const [answer] = await once(child, 'message');
        urls.push(`http://127.0.0.1:${answer.port}/answers/${count}/v1`);
      }
      return urls;
    },
    /** URL of a stream that sends one text, and then nothing until the client closes the connection. */
    held: `${origin}/held/v1`,
    /** The times at which clients closed held answers since the last call, and the number of open sockets. */
    connections: async () => {
      child.send('connections');
      const [{ closed, sockets }] = await once(child, 'message');
      return { closed: closed.map(BigInt), sockets };
    },
    stop: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}
