import { arrayElements } from 'venice-rx';
import { finish } from 'venice-rx/testing';
import { z } from 'zod';

export default {
  title: 'arrayElements emits each element of an array, once it is complete and validated',
  run({ chat, source, operator, result }) {
    const values = { a: '{"all":[{"id":', b: '1},{"id":2},', c: '{"id":3', d: '}]}', f: finish() };
    const chunks = source('chunks', chat('60ms a 149ms b 149ms c 109ms d 109ms (f|)', values));
    operator("arrayElements('all', Item)");
    const Item = z.object({ id: z.number() });
    result('elements', chunks.pipe(arrayElements('all', Item)));
  },
};
