import { newest } from '../rounds/newest-node.mjs';
import { shortAnswers } from './answers.mjs';
import { firstContent } from './delays.mjs';
import { fullSpeed } from './full-speed.mjs';
import { manyStreams } from './paced.mjs';
import { relay } from './relays.mjs';

/** Some of the rows in which peers take part, with the versions of `today/`; all measured adapters run on the Node of `today/`. */
export async function today({ streamServer, rounds }) {
  if (newest === undefined) {
    console.error('the Node of bench/today is only available for Linux on x64: skipped');
    return [];
  }
  const context = { streamServer, rounds: Math.ceil(rounds / 3), runtime: newest };
  const rows = [
    ...(await shortAnswers({ ...context, collects: false })),
    ...(await fullSpeed({ ...context, names: ['Venice'] })),
    ...(await manyStreams({ ...context, kinds: [{ streams: 500, every: 50, times: 0.7, peerRounds: 2 }] })),
    ...(await firstContent(context)),
    ...(await relay({ ...context, names: ['full speed', 'answers of 300 chunks'] })),
  ];
  const [major] = newest.version.split('.');
  return rows.map((row) => ({ ...row, name: `Node ${major}: ${row.name}` }));
}
