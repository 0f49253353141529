import { map, scan, take, timer } from 'rxjs';
import { tool } from 'venice-rx';

/** Rolls dice one after the other: each value of the Observable is progress, and the last value is the result. */
export const rollDice = tool({
  name: 'roll_dice',
  description: 'Rolls dice and tells what each of them shows. Use it for random decisions.',
  inputSchema: {
    type: 'object',
    properties: {
      count: { type: 'integer', minimum: 1, maximum: 12, description: 'How many dice' },
      sides: { type: 'integer', minimum: 2, maximum: 100, description: 'Sides of each die; usually 6' },
    },
    required: ['count'],
  },
  execute: (args) => {
    const count = clampInteger(args['count'], 1, 12, 1);
    const sides = clampInteger(args['sides'], 2, 100, 6);
    return timer(0, 250).pipe(
      take(count),
      map(() => 1 + Math.floor(Math.random() * sides)),
      scan((rolls, roll) => [...rolls, roll], [] as readonly number[]),
      map((rolls) => ({ rolls, sum: rolls.reduce((sum, roll) => sum + roll, 0) })),
    );
  },
});

function clampInteger(value: unknown, min: number, max: number, fallback: number): number {
  const number = typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : fallback;
  return Math.min(max, Math.max(min, number));
}
