import { models as knownModels } from '../stream-server/answers.mjs';
import { inRounds } from '../rounds/in-rounds.mjs';
import { assertSameText } from '../rounds/assert-same-text.mjs';
import { startWorker } from '../rounds/worker-process.mjs';

const adapters = [
  'by hand',
  'by hand, again',
  'venice-rx',
  'venice-rx, accumulate',
  'venice-rx, fetch',
  'openai',
];
const [chunks, count] = [300, 10];
const [length, warmUps] = [9, 5];

/**
 * CPU time per chunk of the first answer of a server: the process has seen neither its address nor its model before, so
 * no JSON template of an earlier answer helps. Includes creating the client and the connection.
 */
export async function newServers({ streamServer, rounds, runtime }) {
  const urls = await streamServer.newServers(chunks, (warmUps + length) * count);
  const models = urls.map((_, number) => `${knownModels[number % knownModels.length]}/${number}`);
  const results = await inRounds(
    adapters,
    rounds * 3,
    (worker, _, turn) => {
      const forTurn = (all) => all.slice(turn * count, (turn + 1) * count);
      return worker.measure('answers', { urls: forTurn(urls), models: forTurn(models), count });
    },
    { length, warmUps, start: (name) => startWorker(name, runtime) },
  );
  assertSameText(results);
  return [
    {
      name: `${chunks} chunks, first answer of a server`,
      results,
      figure: 'cpu',
      unit: 'µs',
      scale: 1000 / (chunks * count),
      bars: {},
    },
  ];
}
