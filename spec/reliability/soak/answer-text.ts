import { randomInteger, pickOne, createRandom } from './random.js';

const words = [
  'Once',
  'upon',
  'a',
  'time',
  'Grüße',
  '🦔',
  '火星',
  '"quoted"',
  'back\\slash',
  'line\nend',
  '👩‍🚀',
  'data:',
  '[DONE]',
];

/** The answer to the question with this number. Both the server and the client compute it. */
export function answerText(number: number): string {
  const random = createRandom(number);
  return Array.from({ length: 3 + randomInteger(random, 24) }, () => pickOne(random, words)).join(' ');
}
