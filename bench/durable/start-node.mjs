import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Starts `node.mjs` in a process of its own. */
export async function startNode(library, redis, options = {}) {
  const child = fork(
    new URL('node.mjs', import.meta.url),
    [JSON.stringify({ library, redis: redis.url, options })],
    { execArgv: ['--expose-gc', '--no-warnings'] },
  );
  child.setMaxListeners(0);
  const next = (isIt) =>
    new Promise((resolve, reject) => {
      const stop = () => reject(new Error('the process of a node has ended'));
      const hear = (message) => {
        if (!isIt(message)) return;
        child.off('message', hear).off('exit', stop);
        resolve(message);
      };
      child.on('message', hear).once('exit', stop);
    });
  await next(({ type }) => type === 'ready');
  return {
    send: (command) => child.send(command),
    /** Resolves with the next report of this type, of this run if given. */
    report: (type, id) => next((message) => message.type === type && (id === undefined || message.id === id)),
    kill: async () => {
      child.removeAllListeners('exit');
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}
