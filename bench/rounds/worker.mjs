// One adapter in a process of its own: measures what its parent asks for, and answers with the figures.
import { adapters } from '../adapters/adapters.mjs';
import { measures } from './measures.mjs';

const read = await adapters[process.argv[2]]();

process.on('message', ({ measure, ...parameters }) => {
  measures[measure](read, parameters).then(
    (figures) => process.send({ figures }),
    (error) => process.send({ error: String(error?.stack ?? error) }),
  );
});
process.send({ figures: 'ready' });
