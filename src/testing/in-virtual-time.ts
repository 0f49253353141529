import { type Observable, defer } from 'rxjs';
import { type RunHelpers, TestScheduler } from 'rxjs/testing';
import type { APIError } from '../errors/api-error.js';
import { readChunks } from '../response/read-chunks.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { assertSame } from './assert-same.js';
import type { ChatMarbleValues } from './chat-marbles.js';
import { Expectations } from './expectations.js';
import { type RequestLog, scriptedTransport } from './scripted-transport.js';

/** The helpers of `TestScheduler.run`, plus `chat`. */
export interface VirtualTimeHelpers extends RunHelpers {
  /**
   * A cold chat: each subscription gets its own answer. A letter is a chunk (with the letter as its content, unless `values`
   * has another one), `|` the `finish_reason` and the end, `#` an error of the server: an HTTP error before the first letter, or inside
   * the stream after it.
   */
  readonly chat: (marbles: string, values?: ChatMarbleValues, error?: APIError) => MarbleChat;
}

/** A chat that records its subscriptions. */
export interface MarbleChat extends Observable<ChatCompletionChunk> {
  /** For `expectSubscriptions(chat.subscriptions).toBe('^--!')`. */
  readonly subscriptions: RequestLog[];
}

/**
 * Runs a marble test in virtual time: an hour of retries takes no time. A character is a millisecond.
 *
 * All timers of venice-rx are virtual inside the test: replies of a `scriptedTransport`, retries, timeouts, pacing. Compares all
 * fields, including those of errors, and works with any test framework: an unmet expectation throws an `Error` that draws the
 * actual events, with a stack that starts at that expectation. Virtual time starts when the function has returned, so it must not be async.
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
export function inVirtualTime<T>(test: (helpers: VirtualTimeHelpers) => T): T {
  const expectations = new Expectations();
  const scheduler = new TestScheduler((actual, expected) => {
    expectations.check(() => {
      assertSame(actual, expected);
    });
  });
  const result = scheduler.run((helpers) => {
    const returned = test({ ...helpers, ...expectations.of(helpers), chat });
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
