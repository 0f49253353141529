import { APIError, type ChatCompletion, type VeniceError } from 'venice-rx';
import { goodFinishReasons } from '../support/finish-reasons.js';
import type { Dialect } from './dialect.js';
import { type Choice, type Meaning, type ServerError } from './meaning.js';
import type { Readings, WholeReadings } from './read-answer.js';
import type { SentText } from './write-answer.js';

/** Compares the results of the readers of a stream with its meaning. */
export function expectReadings(
  readings: Readings,
  meaning: Meaning,
  dialect: Dialect,
  sent: readonly SentText[],
): void {
  const { completion, snapshots, content, deltas, reasoning, calls, states, run, executed } = readings;
  const [first, ...others] = meaning.choices;
  if (first === undefined) throw new Error('a meaning without choices');
  const { end } = meaning;

  // All text that was sent is emitted, however the answer ends.
  expect(deltas.values.join('')).toBe(sent[0]?.text);
  expect(reasoning.values.join('')).toBe(sent[0]?.reasoning);
  // No delta except the last one ends with half of a surrogate pair.
  expect(
    deltas.values.filter((text, at) => /[\ud800-\udbff]$/.test(text) && at < deltas.values.length - 1),
  ).toEqual([]);
  for (const outcome of [completion, content, deltas, reasoning, run]) {
    expect(outcome.error?.name).toBe(
      readings.chunks.error?.name ?? (outcome === run ? runError(meaning) : undefined),
    );
  }
  expect(states.values.at(-1)).toMatchObject({ status: readings.chunks.error ? 'failed' : 'done' });

  if (end.type !== 'whole') {
    expectFailure(readings.chunks.error, meaning);
    expectPartial(completion.error, sent);
    expect(executed).toEqual([]);
    expect(calls.values).toEqual([]);
    return;
  }
  const [whole] = completion.values;
  expectCompletion(whole, meaning, dialect);
  expect(snapshots.values.at(-1)).toEqual(whole);
  expect(content.values).toEqual([first.text]);
  const runs = isGood(first) && first.calls.length > 0;
  expect(calls.values.map(({ name, args }) => ({ name, args }))).toEqual(runs ? first.calls : []);
  expect(calls.error?.name).toBe(first.calls.length > 0 && !runs ? 'IncompleteCompletionError' : undefined);
  if (others.length === 0) expect(executed).toEqual(runs ? first.calls : []);
}

function isGood({ finish }: Choice): boolean {
  return goodFinishReasons.some((good) => good === finish);
}

/** The error of a tool run over an answer without an error. */
function runError({ choices: [first] }: Meaning): string | undefined {
  return first !== undefined && first.calls.length > 0 && !isGood(first)
    ? 'IncompleteCompletionError'
    : undefined;
}

/** Compares a completion, streamed or in one piece. */
function expectCompletion(completion: ChatCompletion | undefined, meaning: Meaning, dialect: Dialect): void {
  const { choices, usage } = meaning;
  const received = completion?.choices.map(({ message, finish_reason }) => ({
    text: toText(message.content),
    reasoning: message.reasoning_content ?? (message as { reasoning?: string }).reasoning ?? '',
    calls: (message.tool_calls ?? []).map(({ function: { name, arguments: json } }) => ({
      name,
      args: parse(json as string | undefined),
    })),
    annotations: (message as { annotations?: unknown }).annotations ?? [],
    details: message.reasoning_details ?? [],
    finish: finish_reason,
  }));
  const meant = choices.map(({ text, reasoning, signature, calls, annotations, finish }) => ({
    text,
    reasoning,
    calls,
    annotations,
    details:
      dialect.reasoning === 'details' && reasoning !== ''
        ? [{ type: 'reasoning.text', index: 0, text: reasoning, ...(signature !== '' && { signature }) }]
        : [],
    finish,
  }));
  expect(received).toEqual(meant);
  if (usage !== undefined && completion !== undefined) {
    expect(completion.usage?.total_tokens).toBe(usage.prompt + usage.completion);
  }
  const ids =
    completion?.choices.flatMap(({ message }) => (message.tool_calls ?? []).map(({ id }) => id)) ?? [];
  const nonEmpty = ids.filter((id) => id !== '');
  expect(new Set(nonEmpty).size).toBe(nonEmpty.length);
}

function toText(content: unknown): string {
  if (content === null || content === undefined) return '';
  if (typeof content === 'string') return content;
  return (content as readonly { text: string }[]).map(({ text }) => text).join('');
}

/** Compares the error of an answer that did not end with `whole`. */
function expectFailure(error: VeniceError | undefined, { end }: Meaning): void {
  if (end.type === 'cut' || end.type === 'unfinished') {
    expect(error?.name).toBe('TruncatedStreamError');
    return;
  }
  if (end.type === 'whole') throw new Error('an answer that is whole has no error');
  expectServerError(error, end.error);
  if (end.type === 'refused') expect(getField(error, 'retryAfter')).toBe(end.wait);
  else expect(getField(error, 'inBand')).toBe(true);
}

function expectServerError(error: VeniceError | undefined, meant: ServerError): void {
  expect(error).toBeInstanceOf(APIError);
  expect(error?.message).toContain(meant.message);
  expect(error?.name).toBe(meant.name);
  expect(error?.isRetryable).toBe(meant.isRetryable);
}

/** Checks that the error has the text and reasoning that were sent before the end as `partial`. */
function expectPartial(error: VeniceError | undefined, sent: readonly SentText[]): void {
  const partial = error?.partial;
  for (const [index, { text, reasoning }] of sent.entries()) {
    const message = partial?.choices.find((choice) => choice.index === index)?.message;
    expect(toText(message?.content)).toBe(text);
    expect(
      message?.reasoning_content ?? (message as { reasoning?: string } | undefined)?.reasoning ?? '',
    ).toBe(reasoning);
  }
}

/** Compares the results of the readers of a response in one piece with its meaning. */
export function expectWhole(readings: WholeReadings, meaning: Meaning, dialect: Dialect): void {
  const { completion, content, deltas, reasoning, calls, run, executed } = readings;
  const [first, ...others] = meaning.choices;
  if (meaning.end.type !== 'whole') {
    expectFailure(completion.error, meaning);
    expect(run.error?.name).toBe(completion.error?.name);
    expect(executed).toEqual([]);
    return;
  }
  if (first === undefined) throw new Error('a meaning without choices');
  expect(completion.error).toBeUndefined();
  expectCompletion(completion.values[0], meaning, dialect);
  expect(content.values).toEqual([first.text]);
  expect(deltas.values.join('')).toBe(first.text);
  expect(reasoning.values.join('')).toBe(first.reasoning);
  const runs = isGood(first) && first.calls.length > 0;
  expect(calls.values.map(({ name, args }) => ({ name, args }))).toEqual(runs ? first.calls : []);
  expect(calls.error?.name).toBe(runError(meaning));
  if (others.length > 0) return;
  expect(run.error?.name).toBe(runError(meaning));
  expect(executed).toEqual(runs ? first.calls : []);
}

/** Parses arguments: an empty string and `null` are `{}`, and invalid JSON remains a string. */
function parse(json = ''): unknown {
  try {
    return json === '' || json === 'null' ? {} : (JSON.parse(json) as unknown);
  } catch {
    return json;
  }
}

function getField(error: VeniceError | undefined, name: 'inBand' | 'retryAfter'): unknown {
  return error instanceof APIError ? error[name] : undefined;
}
