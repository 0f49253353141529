import { startModel } from '../model.mjs';
import { startNode } from '../start-node.mjs';

const lease = 3000;
const times = 5;

/** Milliseconds from kill -9 of the producer to the error of a watcher in another process; the longest of five. */
export async function killed(library, redis) {
  const model = await startModel();
  const watcher = await startNode(library, redis, { lease });
  const delays = [];
  for (let index = 0; index < times; index += 1) {
    const id = `killed-${index}`;
    const producer = await startNode(library, redis, { lease });
    producer.send({ type: 'start', id, baseURL: model.talking });
    const first = watcher.report('first', id);
    watcher.send({ type: 'follow', id });
    await first;
    // At any moment between two renewals of the lease.
    await new Promise((resolve) => setTimeout(resolve, 500 + Math.random() * 1000));
    const ended = watcher.report('ended', id);
    const at = process.hrtime.bigint();
    await producer.kill();
    const { error, at: endedAt } = await ended;
    if (error !== 'RunLostError') throw new Error(`the watcher ended by ${error}`);
    delays.push(Number(BigInt(endedAt) - at) / 1e6);
  }
  await watcher.kill();
  await model.stop();
  const note = `lease of 3 s; the longest of ${times}, each a \`RunLostError\``;
  return [
    { name: 'kill -9 to the typed end', value: Math.max(...delays), unit: 'ms', max: lease + 1500, note },
  ];
}
