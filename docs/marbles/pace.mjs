import { pace } from 'venice-rx';

export default {
  title: 'pace emits text that comes in bursts word by word, at the rate at which it arrives',
  run({ cold, source, operator, result }) {
    const values = { a: 'Soft wind', b: ' came over roofs', c: ' where foxes' };
    const text = source('text', cold('100ms a 399ms b 399ms c 299ms |', values));
    operator("pace({ by: 'word' })");
    result('words', text.pipe(pace({ by: 'word' })));
  },
};
