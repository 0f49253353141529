import { type Observable, defer } from 'rxjs';
import type { RunHelpers } from 'rxjs/testing';
import type { APIError } from '../errors/api-error.js';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { atLeast, duration } from '../options/option-rules.js';
import { readChunks } from '../response/read-chunks.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { assertSameEvents } from './assert-same.js';
import { BoundedScheduler } from './bounded-scheduler.js';
import type { ChatMarbleValues } from './parse-chat-marbles.js';
import { Expectations } from './expectations.js';
import { type RequestLog, scriptedTransport } from './scripted-transport.js';

/** The helpers of `TestScheduler.run`, plus `chat`. */
export interface VirtualTimeHelpers extends RunHelpers {
  /**
   * Creates a cold chat: each subscription gets its own answer. A letter is a chunk, with the letter as its content unless `values`
   * has a value for the letter. `|` is the `finish_reason` and the end. `#` is an error of the server: an HTTP error if it comes
   * first, otherwise an error inside the stream.
   */
  readonly chat: (marbles: string, values?: ChatMarbleValues, error?: APIError) => MarbleChat;
}

/** A chat that records its subscriptions. */
export interface MarbleChat extends Observable<ChatCompletionChunk> {
  /** For `expectSubscriptions(chat.subscriptions).toBe('^--!')`. */
  readonly subscriptions: RequestLog[];
}

/** Options of {@link inVirtualTime}. */
export interface VirtualTimeOptions {
  /** Virtual time in milliseconds after which the test fails if timers are still due. Default: 30 days. */
  readonly maxTime?: number;
  /** Maximum number of timers and values; beyond it, the test fails. Default: 1,000,000. */
  readonly maxEvents?: number;
}

const rules: OptionRules<VirtualTimeOptions> = { maxTime: duration, maxEvents: atLeast(1) };

const thirtyDays = 30 * 24 * 60 * 60 * 1000;

/**
 * Runs a marble test in virtual time: an hour of retries takes no time. A character is a millisecond.
 *
 * RxJS timers are virtual inside the test, among them those of `scriptedTransport`, retries, timeouts and `pace`. Values are
 * compared as by `firstDifference`. This works with any test framework: an unmet expectation throws an `Error` that draws the
 * actual and the expected events, with a stack that starts at that expectation. Virtual time starts when `test` has returned, so
 * `test` must not be async. If timers are still due at `maxTime`, the test fails: unsubscribe from a source that has no end.
 *
 * @example
 * ```ts
 * import { contentDeltas } from 'venice-rx';
 * import { inVirtualTime } from 'venice-rx/testing';
 *
 * inVirtualTime(({ chat, expectObservable, expectSubscriptions }) => {
 *   const source = chat('-a-b-|', { a: 'Hel', b: 'lo' });
 *   const sourceSubs = ' ^----!';
 *   const expected = '  -a-b-|';
 *
 *   const result$ = source.pipe(contentDeltas());
 *
 *   expectObservable(result$).toBe(expected, { a: 'Hel', b: 'lo' });
 *   expectSubscriptions(source.subscriptions).toBe(sourceSubs);
 * });
 * ```
 */
export function inVirtualTime<T>(
  test: (helpers: VirtualTimeHelpers) => T,
  options: VirtualTimeOptions = {},
): T {
  checkOptions(options, rules);
  const { maxTime = thirtyDays, maxEvents = 1_000_000 } = options;
  const expectations: Expectations = new Expectations(() => scheduler);
  const scheduler: BoundedScheduler = new BoundedScheduler(
    (actual, expected) => {
      expectations.check((getLetters) => {
        assertSameEvents(actual, expected, getLetters);
      });
    },
    { maxTime, maxEvents },
    (reason) => expectations.failEndless(reason),
  );
  const result = scheduler.run((helpers) => {
    const returned = test({ ...expectations.wrap(helpers), chat: expectations.withLetters(chat) });
    if (isThenable(returned))
      throw new TypeError('`test` of inVirtualTime must not be async, as nothing is awaited');
    return returned;
  });
  expectations.verify();
  return result;
}

function isThenable(value: unknown): boolean {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

const request = {
  method: 'POST',
  url: 'http://test/chat/completions',
  headers: {},
  body: '{"stream":true}',
} as const;

function chat(marbles: string, values?: ChatMarbleValues, error?: APIError): MarbleChat {
  const transport = scriptedTransport(() => ({
    marbles,
    ...(values && { values }),
    ...(error && { error }),
  }));
  const chunks = defer(() => transport(request)).pipe(readChunks());
  return Object.assign(chunks, { subscriptions: transport.subscriptions });
}
