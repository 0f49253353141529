import { toAsyncIterable } from 'venice-rx';

export default {
  title:
    'toAsyncIterable buffers values that a slow loop has not read; leaving the loop unsubscribes at once',
  async loop({ texts, source, operator, body }) {
    const values = { a: 'Once', b: 'upon', c: 'a', d: 'time', e: 'there' };
    const deltas = source('text', texts('40ms a 59ms b 59ms c 99ms d 199ms e', values));
    operator('for await (const text of toAsyncIterable(source))');
    const { take, leave } = body('loop', 130);

    let taken = 0;
    for await (const text of toAsyncIterable(deltas)) {
      await take(text);
      taken += 1;
      if (taken === 3) break;
    }
    leave('break');
  },
};
