import { type Observable, asyncScheduler, defer, finalize, tap, throwError } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { TransportEvent } from '../transport/transport-event.js';
import type { TransportRequest, HttpTransport } from '../transport/http-transport.js';
import { type ChatReplies, type ChatReply, eventsOfReply } from './chat-reply.js';
import { type RecordedRequest, type RequestRecord, toRecord } from './recorded-request.js';

/** Start and end of a request, as `expectSubscriptions` of a TestScheduler reads them. */
export type RequestLog = ReturnType<typeof TestScheduler.parseMarblesAsSubscriptions>;

/** A transport for `VeniceClient` with scripted replies, which records all requests. */
export interface ScriptedTransport extends HttpTransport {
  /** All requests, in order. */
  readonly requests: readonly RecordedRequest[];
  /** For `expectSubscriptions(transport.subscriptions).toBe(['^--!', '---^-!'])`. */
  readonly subscriptions: RequestLog[];
  /** Throws an error with the details if a request is still open or had no reply, or if a reply was not used. */
  readonly verify: () => void;
}

/**
 * Creates a transport that sends the first reply to the first request, and so on, or calls a function for each reply.
 *
 * A reply is the marbles of a chat: a letter is a chunk, `|` the end of the answer, `#` an error. A request without `stream`
 * gets the same answer as a single body at its end. A request without a reply fails, and `verify` reports it even if the code
 * under test ignores the failure.
 *
 * @example
 * ```ts
 * import { VeniceClient, toContent } from 'venice-rx';
 * import { inVirtualTime, scriptedTransport } from 'venice-rx/testing';
 *
 * inVirtualTime(({ expectObservable, expectSubscriptions }) => {
 *   const transport = scriptedTransport({ marbles: '-a-b-|', values: { a: 'Hel', b: 'lo' } });
 *   const client = new VeniceClient({ baseURL: 'http://test', transport });
 *
 *   const answer$ = client.chat.completions
 *     .create({ model: 'default', messages: [{ role: 'user', content: 'Say hello.' }], stream: true })
 *     .pipe(toContent());
 *
 *   expectObservable(answer$).toBe('-----(a|)', { a: 'Hello' });
 *   expectSubscriptions(transport.subscriptions).toBe('^----!');
 * });
 * ```
 */
export function scriptedTransport(...replies: [replies: ChatReplies] | ChatReply[]): ScriptedTransport {
  const [first] = replies;
  const isList = typeof first !== 'function';
  const choose = isList ? oneEach(replies as readonly ChatReply[]) : first;
  const requests: RequestRecord[] = [];
  const subscriptions: RequestLog[] = [];

  const transport = (sent: TransportRequest): Observable<TransportEvent> =>
    defer(() => {
      const record = toRecord(sent, asyncScheduler.now());
      const log = TestScheduler.parseMarblesAsSubscriptions('^', true);
      log.subscribedFrame = record.sentAt;
      requests.push(record);
      subscriptions.push(log);
      const index = requests.length - 1;
      return defer(() => eventsOfReply(choose(record, index, sent), record)).pipe(
        tap({
          complete: () => {
            record.outcome = 'completed';
          },
          error: () => {
            record.outcome = 'failed';
          },
        }),
        finalize(() => {
          if (record.outcome === 'open') record.outcome = 'cancelled';
          record.endedAt = asyncScheduler.now();
          log.unsubscribedFrame = record.endedAt;
        }),
      );
    });
  const verify = (): void => {
    const problems = [
      ...openRequests(requests),
      ...(isList ? mismatch(requests.length, replies.length) : []),
    ];
    if (problems.length > 0) throw new Error(problems.join('\n'));
  };
  return Object.assign(transport, { requests, subscriptions, verify });
}

function oneEach(replies: readonly ChatReply[]): ChatReplies {
  return (_request, index) => replies[index] ?? throwError(() => missingReply(index, replies.length));
}

function missingReply(index: number, count: number): Error {
  return new Error(`scriptedTransport has ${count} replies, and this is request ${index + 1}`);
}

function openRequests(requests: readonly RecordedRequest[]): readonly string[] {
  const open = requests.flatMap(({ outcome, method, url, sentAt }, index) =>
    outcome === 'open' ? [`  request ${index + 1}: ${method} ${url}, sent at ${sentAt} ms`] : [],
  );
  return open.length === 0 ? [] : [`${open.length} of ${requests.length} requests are open:`, ...open];
}

/** Reports unused replies: a test with such a reply does not test what it seems to test. */
function mismatch(requests: number, replies: number): readonly string[] {
  if (requests === replies) return [];
  return [`there are ${replies} replies, and there were ${requests} requests`];
}
