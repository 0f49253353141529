import { firstDifference } from './first-difference.js';

/**
 * Throws an `Error` that says where the values differ. Made for `new TestScheduler(assertSame)`: it compares errors by all
 * their fields, and belongs to no test framework. Lists of marble events are shown with their times.
 */
export function assertSame(actual: unknown, expected: unknown): void {
  const difference = firstDifference(actual, expected);
  if (difference === undefined) return;
  const where = difference.path === '' ? 'the values differ' : `they differ at ${difference.path}`;
  throw new Error(
    [
      `${where}: ${show(difference.actual)} instead of ${show(difference.expected)}`,
      `actual:\n${list(actual)}`,
      `expected:\n${list(expected)}`,
    ].join('\n'),
  );
}

/** One line for each event of marbles, or for each value of a list. */
function list(value: unknown): string {
  const lines = Array.isArray(value) ? value.map(line) : [line(value)];
  return lines.length === 0 ? '  nothing' : lines.map((text) => `  ${text}`).join('\n');
}

function line(value: unknown): string {
  if (!isMarbleEvent(value)) return show(value);
  const { kind, value: emitted, error } = value.notification;
  const what = { N: () => show(emitted), E: () => `error ${show(error)}`, C: () => 'complete' }[kind];
  return `${String(value.frame).padStart(5)} ms  ${what()}`;
}

interface MarbleEvent {
  readonly frame: number;
  readonly notification: {
    readonly kind: 'C' | 'E' | 'N';
    readonly value?: unknown;
    readonly error?: unknown;
  };
}

function isMarbleEvent(value: unknown): value is MarbleEvent {
  return typeof value === 'object' && value !== null && 'frame' in value && 'notification' in value;
}

const longestShown = 600;

function show(value: unknown): string {
  const text =
    value instanceof Error
      ? `${value.name}: ${value.message} ${JSON.stringify(value)}`
      : JSON.stringify(value);
  // JSON has no word for some values.
  const shown = (text as string | undefined) ?? String(value);
  return shown.length > longestShown ? `${shown.slice(0, longestShown)}…` : shown;
}
