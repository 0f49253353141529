import { drawEvents } from './draw-marbles.js';
import { type Difference, firstDifference } from './first-difference.js';
import { Legend } from './legend.js';
import { show } from './show.js';
import type { TestLetters } from './test-letters.js';
import type { MarbleEvent } from './test-logs.js';

/** Describes the first difference between recorded and expected events, and draws both with the letters of the test. */
export function describeEvents(
  actual: readonly MarbleEvent[],
  expected: readonly MarbleEvent[],
  letters: TestLetters,
): readonly string[] {
  const index = firstDifferentIndex(actual, expected);
  const legend = new Legend(actual, expected, letters);
  const drawings = [drawEvents(actual, legend), drawEvents(expected, legend)];
  const isDrawable = drawings.every((drawing) => drawing !== undefined && drawing.length <= maxDrawingLength);
  return [
    withLaterError(sentence(actual[index], expected[index]), actual, expected),
    '',
    ...(isDrawable ? toDiagram(drawings, legend) : toLists(actual, expected, index)),
  ];
}

/** Maximum number of characters of marbles in one line; longer marbles are unreadable. */
const maxDrawingLength = 200;

function firstDifferentIndex(actual: readonly MarbleEvent[], expected: readonly MarbleEvent[]): number {
  const index = expected.findIndex((event, at) => firstDifference(actual[at], event) !== undefined);
  return index === -1 ? expected.length : index;
}

/** Adds an unexpected error after the first difference. For example, if an event is missing, the reason is often a timeout. */
function withLaterError(
  text: string,
  actual: readonly MarbleEvent[],
  expected: readonly MarbleEvent[],
): string {
  const last = actual.at(-1);
  if (last?.notification.kind !== 'E' || text.includes(name(last))) return text;
  const isExpected = expected.some((event) => firstDifference(event, last) === undefined);
  return isExpected ? text : `${text}; at ${last.frame} ms came ${name(last)}`;
}

function sentence(actual: MarbleEvent | undefined, expected: MarbleEvent | undefined): string {
  if (expected === undefined) return actual === undefined ? '' : unexpected(actual);
  if (actual === undefined) return missing(expected);
  if (actual.frame !== expected.frame) {
    const isSame = firstDifference(actual.notification, expected.notification) === undefined;
    if (isSame) return `${name(actual)} came at ${actual.frame} ms instead of ${expected.frame} ms`;
    return actual.frame < expected.frame ? unexpected(actual) : missing(expected);
  }
  const at = `at ${actual.frame} ms`;
  if (actual.notification.kind !== expected.notification.kind)
    return `${at} came ${name(actual)} instead of ${name(expected)}`;
  const difference = firstDifference(toContent(actual), toContent(expected));
  return difference === undefined ? at : `${at} ${differenceInWords(difference)}`;
}

/** Describes a difference as a part of a sentence. */
export function differenceInWords({ path, actual, expected }: Difference): string {
  const instead = `${show(actual)} instead of ${show(expected)}`;
  return path === '' ? `came ${instead}` : `${path} is ${instead}`;
}

function unexpected(event: MarbleEvent): string {
  return `at ${event.frame} ms came ${name(event)}, which was not expected`;
}

function missing(event: MarbleEvent): string {
  return `at ${event.frame} ms ${name(event)} was expected, and did not come`;
}

function name({ notification: { kind, value, error } }: MarbleEvent): string {
  if (kind === 'C') return 'the completion';
  return kind === 'E' ? `the error ${show(error)}` : show(value);
}

function toContent({ notification: { kind, value, error } }: MarbleEvent): unknown {
  return kind === 'E' ? error : value;
}

function toDiagram(drawings: readonly (string | undefined)[], legend: Legend): readonly string[] {
  const [actual, expected] = drawings.map((drawing) => (drawing === '' ? 'nothing' : drawing));
  const lines = legend.toLines();
  return [
    `  actual    ${actual ?? ''}`,
    `  expected  ${expected ?? ''}`,
    ...(lines.length === 0 ? [] : ['', ...lines.map((line) => `  ${line}`)]),
  ];
}

/** Maximum number of events to list before the first difference, and after it. */
const maxEventsAround = 5;

/** Lists the recorded and the expected events around the first difference. */
function toLists(
  actual: readonly MarbleEvent[],
  expected: readonly MarbleEvent[],
  index: number,
): readonly string[] {
  const around = (events: readonly MarbleEvent[]): readonly string[] => {
    const from = Math.max(0, index - maxEventsAround);
    const shown = events
      .slice(from, index + maxEventsAround + 1)
      .map(
        (event, at) =>
          `${from + at === index ? '>' : ' '} ${String(event.frame).padStart(6)} ms  ${name(event)}`,
      );
    const rest = events.length - from - shown.length;
    return [...(from > 0 ? [`  ${from} more`] : []), ...shown, ...(rest > 0 ? [`  ${rest} more`] : [])];
  };
  return ['actual', ...around(actual), 'expected', ...around(expected)];
}
