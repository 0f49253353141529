import { below, pickOne, createRandom } from './random.js';

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

/** What the server answers to the question of this number: both sides know it. */
export function answerText(number: number): string {
  const random = createRandom(number);
  return Array.from({ length: 3 + below(random, 24) }, () => pickOne(random, words)).join(' ');
}
