import { TestScheduler } from 'rxjs/testing';
import { isRecord } from '../json/is-record.js';

/** The letters that a test uses for its values. */
export interface TestLetters {
  /** The letter of each expected event, and '' for an end; no items for an expectation without marbles. */
  readonly expected: readonly string[];
  /** Letters with their values: first those of the expectation, then those of the sources. */
  readonly values: readonly (readonly [letter: string, value: unknown])[];
}

/** For a comparison outside of `inVirtualTime`, where the letters are unknown. */
export const noLetters: TestLetters = { expected: [], values: [] };

/** Reads the letters of `toBe(marbles, values)`; `sourceValues` are the `values` of the sources. */
export function readLetters(
  [marbles, values]: readonly unknown[],
  sourceValues: readonly unknown[],
): TestLetters {
  const events =
    typeof marbles === 'string' ? TestScheduler.parseMarbles(marbles, undefined, undefined, false, true) : [];
  return {
    expected: events.map(({ notification }) => (notification.kind === 'N' ? String(notification.value) : '')),
    values: [values, ...sourceValues].flatMap((record) => (isRecord(record) ? Object.entries(record) : [])),
  };
}
