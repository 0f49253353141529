import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Starts `node.mjs` in its own process. */
export async function startNode(library, redis, options = {}) {
  const child = fork(
    new URL('node.mjs', import.meta.url),
    [JSON.stringify({ library, redis: redis.url, options })],
    { execArgv: ['--expose-gc', '--no-warnings'] },
  );
  child.setMaxListeners(0);
  const nextMessage = (matches) =>
    new Promise((resolve, reject) => {
      const onExit = () => reject(new Error('the process of a node has ended'));
      const onMessage = (message) => {
        if (!matches(message)) return;
        child.off('message', onMessage).off('exit', onExit);
        resolve(message);
      };
      child.on('message', onMessage).once('exit', onExit);
    });
  await nextMessage(({ type }) => type === 'ready');
  return {
    send: (command) => child.send(command),
    /** Resolves with the next message of this type, and of this run if `id` is given. */
    report: (type, id) =>
      nextMessage((message) => message.type === type && (id === undefined || message.id === id)),
    kill: async () => {
      child.removeAllListeners('exit');
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}
