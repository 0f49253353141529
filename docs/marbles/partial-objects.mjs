import { partialObjects } from 'venice-rx';
import { finish } from 'venice-rx/testing';
import { z } from 'zod';

export default {
  title: 'partialObjects emits the object so far whenever more of it has arrived',
  run({ chat, source, operator, result }) {
    const values = { a: '{"name":"Ma', b: 'ren","is":"ca', c: 'lm"}', f: finish() };
    const chunks = source('chunks', chat('90ms a 189ms b 229ms c 169ms (f|)', values));
    operator('partialObjects(Person)');
    const Person = z.object({ name: z.string(), is: z.enum(['calm', 'wild']) });
    result('snapshots', chunks.pipe(partialObjects(Person)));
  },
};
