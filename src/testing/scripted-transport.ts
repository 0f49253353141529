import { type Observable, asyncScheduler, defer, finalize, tap, throwError } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { TransportEvent } from '../transport/transport-event.js';
import type { TransportRequest, HttpTransport } from '../transport/http-transport.js';
import { type ChatReplies, type ChatReply, toTransportEvents } from './chat-reply.js';
import { type RecordedRequest, type RequestRecord, toRecord } from './recorded-request.js';

/** Start and end of a request, in the form that `expectSubscriptions` of a TestScheduler reads. */
export type RequestLog = ReturnType<typeof TestScheduler.parseMarblesAsSubscriptions>;

/** A transport for `VeniceClient` with scripted replies, which records all requests. */
export interface ScriptedTransport extends HttpTransport {
  /** All requests, in order. */
  readonly requests: readonly RecordedRequest[];
  /** For `expectSubscriptions(transport.subscriptions).toBe(['^--!', '---^-!'])`. */
  readonly subscriptions: RequestLog[];
  /** Throws an error if a request is still open. For a list of replies, also if it has more or fewer replies than there were requests. */
  readonly verify: () => void;
}

/**
 * Creates a transport that answers the first request with the first reply, and so on, or calls a function for each reply.
 *
 * A reply is the marbles of a chat: a letter is a chunk, `|` the end of the answer, `#` an error. A request without `stream`
 * gets the same answer in one piece, when a stream would end. A request without a reply fails, and `verify` reports it even if the
 * code under test ignores the failure.
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
  const getReply = isList ? inOrder(replies as readonly ChatReply[]) : first;
  const requests: RequestRecord[] = [];
  const subscriptions: RequestLog[] = [];

  const transport = (request: TransportRequest): Observable<TransportEvent> =>
    defer(() => {
      const record = toRecord(request, asyncScheduler.now());
      const log = TestScheduler.parseMarblesAsSubscriptions('^', true);
      log.subscribedFrame = record.sentAt;
      requests.push(record);
      subscriptions.push(log);
      const index = requests.length - 1;
      return defer(() => toTransportEvents(getReply(record, index, request), record)).pipe(
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
      ...describeOpenRequests(requests),
      ...(isList ? describeMismatch(requests.length, replies.length) : []),
    ];
    if (problems.length > 0) throw new Error(problems.join('\n'));
  };
  return Object.assign(transport, { requests, subscriptions, verify });
}

function inOrder(replies: readonly ChatReply[]): ChatReplies {
  return (_request, index) => replies[index] ?? throwError(() => createMissingReply(index, replies.length));
}

function createMissingReply(index: number, count: number): Error {
  return new Error(`scriptedTransport has no reply to request ${index + 1} (replies: ${count})`);
}

function describeOpenRequests(requests: readonly RecordedRequest[]): readonly string[] {
  const open = requests.flatMap(({ outcome, method, url, sentAt }, index) =>
    outcome === 'open' ? [`  request ${index + 1}: ${method} ${url}, sent at ${sentAt} ms`] : [],
  );
  return open.length === 0 ? [] : [`open requests: ${open.length} of ${requests.length}`, ...open];
}

/** A request without a reply, or a reply without a request, is a mistake of the test. */
function describeMismatch(requestCount: number, replyCount: number): readonly string[] {
  if (requestCount === replyCount) return [];
  return [`the numbers of replies (${replyCount}) and of requests (${requestCount}) differ`];
}
