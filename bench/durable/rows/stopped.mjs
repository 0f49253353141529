import { startModel } from '../model.mjs';
import { startNode } from '../start-node.mjs';
import { percentile } from '../statistics.mjs';

const times = 100;

/** Milliseconds from `stop` on another node to the close of the socket that the model sees. */
export async function stopped(library, redis) {
  const model = await startModel();
  const [producer, other] = await Promise.all([startNode(library, redis), startNode(library, redis)]);
  const rows = [];
  for (const kind of ['talking', 'silent']) {
    const delays = [];
    for (let index = 0; index < times; index += 1) {
      const id = `stopped-${kind}-${index}`;
      const request = model.waitForRequest();
      producer.send({ type: 'start', id, baseURL: model[kind] });
      await request;
      await new Promise((resolve) => setTimeout(resolve, 50));
      const close = model.waitForClose();
      const stopping = other.report('stopping', id);
      other.send({ type: 'stop', id });
      const [{ at }, closedAt] = await Promise.all([stopping, close]);
      delays.push(Number(closedAt - BigInt(at)) / 1e6);
    }
    rows.push({
      name: `stop to the closed socket of a ${kind} model, 99th percentile`,
      value: percentile(delays, 99),
      unit: 'ms',
      max: 100,
      note: `median ${percentile(delays, 50).toFixed(1)} ms`,
    });
  }
  await Promise.all([producer.kill(), other.kill()]);
  await model.stop();
  return rows;
}
