import { type Observable, asyncScheduler, defer, finalize, tap, throwError } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { TransportEvent } from '../transport/transport-event.js';
import type { TransportRequest, HttpTransport } from '../transport/http-transport.js';
import { type ChatReplies, type ChatReply, eventsOfReply } from './chat-reply.js';
import { type RecordedRequest, type RequestRecord, toRecord } from './recorded-request.js';

/** When a request was sent and when it ended, as `expectSubscriptions` of a TestScheduler reads it. */
export type RequestLog = ReturnType<typeof TestScheduler.parseMarblesAsSubscriptions>;

/** A transport for `VeniceClient` that answers as a test says, and remembers what it was asked. */
export interface ScriptedTransport extends HttpTransport {
  /** Every request, in the order in which they were sent. */
  readonly requests: readonly RecordedRequest[];
  /** The same for `expectSubscriptions(transport.subscriptions).toBe(['^--!', '---^-!'])`. */
  readonly subscriptions: RequestLog[];
  /** Throws when a request is still open, when one found no reply, or when a reply is left; and says which. */
  readonly verify: () => void;
}

/**
 * Makes a transport that answers the first request with the first reply, and so on; or each with what a function says.
 *
 * A reply is the marbles of a chat: a letter is a chunk, `|` the end of the answer, `#` an error. A request without
 * `stream` gets the same answer in one piece at its end. A request for which no reply is left fails, and `verify` says so
 * where the code under test passes over the failure.
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
export function scriptedTransport(...given: [replies: ChatReplies] | ChatReply[]): ScriptedTransport {
  const [first] = given;
  const isList = typeof first !== 'function';
  const choose = isList ? oneEach(given as readonly ChatReply[]) : first;
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
        tap({ complete: () => (record.outcome = 'completed'), error: () => (record.outcome = 'failed') }),
        finalize(() => {
          if (record.outcome === 'open') record.outcome = 'cancelled';
          record.endedAt = log.unsubscribedFrame = asyncScheduler.now();
        }),
      );
    });
  const verify = (): void => {
    const problems = [...openRequests(requests), ...(isList ? mismatch(requests.length, given.length) : [])];
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

/** What is written down for a request that never comes tests nothing. */
function mismatch(requests: number, replies: number): readonly string[] {
  if (requests === replies) return [];
  return [`there are ${replies} replies, and there were ${requests} requests`];
}
