import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { sha1 } from '../../src/redis/sha1.js';
import { cases } from '../support/cases.js';

it('computes the SHA-1 of any string', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 3000 }));

  fc.assert(
    fc.property(text, (value) => {
      expect(sha1(value)).toBe(createHash('sha1').update(value, 'utf8').digest('hex'));
    }),
    cases,
  );
});
