import { pace } from 'venice-rx';

export default {
  title: 'pace splits bursts of text into words, and emits them at about the rate at which they arrive',
  run({ cold, source, operator, result }) {
    const values = { a: 'Soft wind', b: ' came over roofs', c: ' where foxes' };
    const text = source('text', cold('100ms a 399ms b 399ms c 299ms |', values));
    operator("pace({ by: 'word' })");
    result('words', text.pipe(pace({ by: 'word' })));
  },
};
