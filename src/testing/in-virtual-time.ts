import { type Observable, defer } from 'rxjs';
import { type RunHelpers, TestScheduler } from 'rxjs/testing';
import type { APIError } from '../errors/api-error.js';
import { readChunks } from '../response/read-chunks.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { assertSame } from './assert-same.js';
import type { ChatMarbleValues } from './chat-marbles.js';
import { Expectations } from './expectations.js';
import { type RequestLog, scriptedTransport } from './scripted-transport.js';

/** The helpers of `TestScheduler.run`, and `chat`. */
export interface VirtualTimeHelpers extends RunHelpers {
  /**
   * A cold chat: each subscription gets its own answer. A letter is a chunk (one that is not named has itself as its text),
   * `|` the `finish_reason` and the end, `#` an error of the server: with its status before the first letter, inside the
   * stream after it.
   */
  readonly chat: (marbles: string, values?: ChatMarbleValues, error?: APIError) => MarbleChat;
}

/** A chat that knows when it was subscribed to. */
export interface MarbleChat extends Observable<ChatCompletionChunk> {
  /** For `expectSubscriptions(chat.subscriptions).toBe('^--!')`. */
  readonly subscriptions: RequestLog[];
}

/**
 * Runs a marble test: an hour of retries takes no time. A character is a millisecond.
 *
 * Everything that venice-rx waits for is virtual in here: answers of a `scriptedTransport`, retries, timeouts, pacing. It
 * compares by all fields, also those of errors, and belongs to no test framework: where an expectation is not met it throws
 * an `Error` that draws what came and whose stack begins at that expectation. The function is played when it has returned:
 * it cannot be async.
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
    const given = test({ ...helpers, ...expectations.of(helpers), chat });
    if (isThenable(given))
      throw new TypeError('inVirtualTime: nothing is awaited in here; give a function that is not async');
    return given;
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
