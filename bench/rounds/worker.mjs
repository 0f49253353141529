// One adapter in its own process: takes the measures that its parent requests, and sends the figures back.
import { loadAdapter } from '../adapters/adapters.mjs';
import { measures } from './measures.mjs';

const adapter = await loadAdapter(process.argv[2]);

process.on('message', async ({ measure, ...parameters }) => {
  try {
    process.send({ figures: await measures[measure](adapter, parameters) });
  } catch (error) {
    process.send({ error: String(error?.stack ?? error) });
  }
});
process.on('disconnect', () => process.exit());
process.send({ figures: 'ready' });
