import { partialObjects } from 'venice-rx';
import { finish } from 'venice-rx/testing';
import { z } from 'zod';

export default {
  title: 'partialObjects emits the object as far as it has come, whenever more of it can be seen',
  run({ chat, source, operator, result }) {
    const values = { a: '{"name":"Ma', b: 'ren","age":1', c: '7,"mood":"ca', d: 'lm"}', f: finish() };
    const chunks = source('chunks', chat('60ms a 149ms b 149ms c 149ms d 109ms (f|)', values));
    operator('partialObjects(Person)');
    const Person = z.object({ name: z.string(), age: z.number(), mood: z.enum(['calm', 'wild']) });
    result('snapshots', chunks.pipe(partialObjects(Person)));
  },
};
