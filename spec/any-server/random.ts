import { randomFrom } from '../support/random-from.js';

/** Random values, which a seed determines. */
export class Random {
  readonly next: () => number;

  constructor(seed: number) {
    this.next = randomFrom(seed);
  }

  /** An integer from `min` to `max`. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<const T>(values: readonly [T, ...T[]]): T {
    return values[this.int(0, values.length - 1)] ?? values[0];
  }

  shuffle<T>(values: readonly T[]): T[] {
    const order = values.map((value) => ({ value, at: this.next() }));
    return order.sort((one, other) => one.at - other.at).map(({ value }) => value);
  }

  /** Cuts a string into pieces of 1 to `max` UTF-16 code units. Returns no pieces for an empty string. */
  cut(text: string, max: number): string[] {
    const pieces: string[] = [];
    for (let at = 0; at < text.length;) {
      const size = this.int(1, max);
      pieces.push(text.slice(at, at + size));
      at += size;
    }
    return pieces;
  }
}
