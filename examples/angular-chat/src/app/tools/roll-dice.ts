import { map, scan, take, timer } from 'rxjs';
import { tool } from 'venice-rx';

/** Rolls dice one after the other: each value that the Observable emits is progress, the last one the result. */
export const rollDice = tool({
  name: 'roll_dice',
  description: 'Rolls dice and tells what each of them shows. Use it whenever chance is to decide.',
  inputSchema: {
    type: 'object',
    properties: {
      count: { type: 'integer', minimum: 1, maximum: 12, description: 'How many dice' },
      sides: { type: 'integer', minimum: 2, maximum: 100, description: 'Sides of each die; usually 6' },
    },
    required: ['count'],
  },
  execute: (args) => {
    const count = whole(args['count'], 1, 12, 1);
    const sides = whole(args['sides'], 2, 100, 6);
    return timer(0, 250).pipe(
      take(count),
      map(() => 1 + Math.floor(Math.random() * sides)),
      scan((rolls, roll) => [...rolls, roll], [] as readonly number[]),
      map((rolls) => ({ rolls, sum: rolls.reduce((sum, roll) => sum + roll, 0) })),
    );
  },
});

function whole(value: unknown, least: number, most: number, fallback: number): number {
  const number = typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : fallback;
  return Math.min(most, Math.max(least, number));
}
