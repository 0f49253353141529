import { toObject } from 'venice-rx';
import { finish } from 'venice-rx/testing';
import { z } from 'zod';

export default {
  title: 'toObject emits the object of a JSON answer, once it is complete and validated',
  run({ chat, source, operator, result }) {
    const values = {
      a: '{"name":"Ma',
      b: 'ren","age":7}',
      c: 'ren","age":',
      f: finish(),
      l: finish('length'),
    };
    const whole = source('whole answer', chat('60ms a 139ms b 159ms (f|)', values));
    const cut = source('cut answer', chat('60ms a 139ms c 159ms (l|)', values));
    operator('toObject(Person)');
    const Person = z.object({ name: z.string(), age: z.number() });
    result('object', whole.pipe(toObject(Person)));
    result('object', cut.pipe(toObject(Person)));
  },
};
