import { fork } from 'node:child_process';
import { on, once } from 'node:events';

/** Starts a process that measures one adapter; `runtime` is another Node, with its arguments. */
export async function startWorker(adapter, { execPath = process.execPath, execArgv = [] } = {}) {
  const child = fork(new URL('worker.mjs', import.meta.url), [adapter], {
    execPath,
    execArgv: ['--expose-gc', '--no-warnings', ...execArgv],
  });
  const answers = on(child, 'message', { close: ['exit'] });
  const answer = async () => {
    const { value, done } = await answers.next();
    const error = done ? 'its process ended' : value[0].error;
    if (error !== undefined) throw new Error(`${adapter}: ${error}`);
    return value[0].figures;
  };
  await answer();
  return {
    measure: (measure, parameters) => {
      child.send({ measure, ...parameters });
      return answer();
    },
    stop: async () => {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
