import { type MonoTypeOperatorFunction, type Observable, defer, identity, map, tap } from 'rxjs';
import { checkRequest } from '#check-request';
import type { ResponseFacts } from '../errors/response-facts.js';
import { readChunks } from '../http/read-chunks.js';
import { readJson } from '../http/read-json.js';
import { abortOn } from '../runs/abort-on.js';
import { type ChatInterceptor, type ChatValue, intercept } from '../runs/chat-interceptor.js';
import { limitTotal } from '../runs/limit-total.js';
import { RunRecord } from '../runs/run-record.js';
import { clocksOfParts } from '../runs/silence-clocks.js';
import type { Timeouts } from '../runs/timeouts.js';
import type { UsageEntry } from '../runs/usage-entry.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { Observe } from './chat-stream-event.js';
import { withHead, withHeadFirst, withLastHead } from './observe.js';
import type { Outgoing, Sender } from './sender.js';

/** What chats need of their client. */
export interface ChatContext {
  readonly sender: Sender;
  readonly timeouts: Required<Timeouts>;
  /** From outside in; failure budget and limits are the first of them. */
  readonly interceptors: readonly ChatInterceptor[];
  readonly retry: MonoTypeOperatorFunction<ChatValue> | false | undefined;
  /** Makes runs fail when the client is closed. */
  readonly untilClosed: <T>() => MonoTypeOperatorFunction<T>;
  /** Takes the entry of a run that has ended; whoever wants none does not make it. */
  readonly record: (entry: () => UsageEntry) => void;
}

/** Options of one chat, checked, with those of the client in place. */
export interface ChatSettings extends Pick<Outgoing, 'headers' | 'timeouts'> {
  readonly extraBody: object;
  readonly observe: Observe | undefined;
  readonly retry: MonoTypeOperatorFunction<ChatValue>;
  readonly signal: AbortSignal | undefined;
}

/** Told of the head of an answer. */
type OnHead = (facts: ResponseFacts) => void;

/** One run for each subscription: the ledger, what ends a run from outside, and within them its attempts. */
export function runChat(
  context: ChatContext,
  request: ChatCompletionRequest,
  settings: ChatSettings,
): Observable<unknown> {
  const { observe, retry, signal, timeouts } = settings;
  return defer(() => {
    const record = new RunRecord(request);
    const end = (outcome: UsageEntry['outcome'], error?: unknown): void => {
      context.record(() => record.entry(outcome, error));
    };
    const run = (onHead?: OnHead): Observable<ChatValue> =>
      attempts(context, request, settings, record, onHead);
    const withHeadOf = retry === identity ? withHeadFirst : withLastHead;
    const answer = observe === 'events' ? withHeadOf(run) : observe === 'response' ? withHead(run) : run();
    return (answer as Observable<unknown>).pipe(
      limitTotal(timeouts.total),
      abortOn(signal),
      context.untilClosed(),
      tap({
        complete: () => {
          end('completed');
        },
        error: (error: unknown) => {
          end('failed', error);
        },
        unsubscribe: () => {
          end('cancelled');
        },
      }),
    );
  });
}

function attempts(
  context: ChatContext,
  request: ChatCompletionRequest,
  settings: ChatSettings,
  record: RunRecord,
  onHead: OnHead | undefined,
): Observable<ChatValue> {
  let number = 0;
  return defer(() => {
    const listeners = onHead ? [onHead] : [];
    const attempt = { number: (number += 1), onHead: (listener: OnHead) => void listeners.push(listener) };
    const told: Told = { record, heads: listeners };
    return intercept(context.interceptors, attempt, (asked) => send(context.sender, asked, settings, told))(
      request,
    );
  }).pipe(settings.retry);
}

/** Who is told of what an attempt does. */
interface Told {
  readonly record: RunRecord;
  /** Grows until the request is sent. */
  readonly heads: readonly OnHead[];
}

function send(
  sender: Sender,
  request: ChatCompletionRequest,
  { headers, timeouts, extraBody }: ChatSettings,
  { record, heads }: Told,
): Observable<ChatValue> {
  const onSend = (): void => {
    record.sent(request);
  };
  return defer((): Observable<ChatValue> => {
    checkRequest(request);
    const outgoing = {
      method: 'POST',
      path: '/chat/completions',
      headers,
      timeouts,
      // Reading what a head says takes time: only where somebody asks.
      ...(heads.length > 0 && {
        onHead: (facts: ResponseFacts) => {
          for (const listener of heads) listener(facts);
        },
      }),
      onSend,
    } as const;
    if (request.stream !== true) {
      const body = { ...request, ...extraBody };
      return sender.send({ ...outgoing, body, accept: 'application/json' }, readJson).pipe(
        map((answer) => {
          const completion = completionFrom(answer);
          record.seen(completion, false);
          return completion;
        }),
      );
    }
    const stream_options = { include_usage: true, ...request.stream_options };
    const streaming = {
      ...outgoing,
      body: { ...request, stream_options, ...extraBody },
      accept: 'text/event-stream',
      clocks: [clocksOfParts(timeouts)],
      onChunk: record.seen,
    };
    return sender.send(streaming, readChunks);
  });
}

/** What a server leaves out, so that the completion is what its type says. */
function completionFrom(answer: object): ChatCompletion {
  const { choices } = answer as { choices?: unknown };
  return { object: 'chat.completion', ...answer, choices: choices ?? [] } as unknown as ChatCompletion;
}
