import { type Observable, defer, identity, map } from 'rxjs';
import { checkRequest } from '#check-request';
import { retryInContext } from '../async-context/retry-in-context.js';
import { isListOfRecords } from '../json/is-record.js';
import { MalformedChunkError } from '../errors/malformed-chunk-error.js';
import type { ResponseMetadata } from '../errors/from-response/response-metadata.js';
import type { ResponseReaderOptions } from '../response/response-reader-options.js';
import { readChunks } from '../response/read-chunks.js';
import { readJson } from '../response/read-json.js';
import {
  type ChatAttempt,
  type ChatHandler,
  type ChatValue,
  intercept,
} from '../request/chat-interceptor.js';
import type { RunGate } from '../request/run-gate.js';
import type { RunRecord } from '../usage/run-record.js';
import { clocksOfStream } from '../request/silence-clocks.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ChatContext, ChatSettings } from './chat-context.js';
import type { KeyWait, RequestSpec, RequestSender } from '../request/request-sender.js';

/** Called with the head of a response. */
export type OnHead = (readMetadata: ResponseMetadata) => void;

/** The attempts of one run, each sent through the interceptors. The first one starts synchronously unless it waits for a key. */
export function attempts(
  context: ChatContext,
  request: ChatCompletionRequest,
  settings: ChatSettings,
  run: Pick<AttemptCallbacks, 'gate' | 'record'>,
  onHead: OnHead | undefined,
): Observable<ChatValue> {
  let number = 0;
  const { sender, partitionOf, guards, interceptors } = context;
  const wait: KeyWait = {
    timeouts: settings.timeouts,
    clocks: toTimeouts(request, settings),
    gate: run.gate,
  };

  const attemptIn = (partition = '', key?: string): Observable<ChatValue> => {
    // Most attempts have at most one listener: a growing array would take more memory than everything else here.
    let heads: readonly OnHead[] = onHead ? [onHead] : [];
    let answers: readonly (() => void)[] = [];
    number += 1;
    const attempt: ChatAttempt = {
      number,
      partition,
      onHead: (listener) => {
        heads = heads.concat(listener);
      },
      onAnswer: (listener) => {
        answers = answers.concat(listener);
      },
    };
    const callbacks: AttemptCallbacks = {
      gate: run.gate,
      record: run.record,
      onHead: (readMetadata) => {
        for (const listener of answers) listener();
        if (heads.length === 0) return;
        const metadata = readMetadata();
        for (const listener of heads) listener(metadata);
      },
    };
    const handlerWith = (known: string | undefined): ChatHandler =>
      intercept(interceptors, attempt, (requested) => send(sender, known, requested, settings, callbacks));
    const handler: ChatHandler =
      key === undefined
        ? (requested) => sender.withKey(wait, (fresh) => handlerWith(fresh)(requested))
        : handlerWith(key);
    return intercept(guards, attempt, handler)(request);
  };
  const begin = (): Observable<ChatValue> => {
    const partition = partitionOf(request, settings);
    if (partition !== undefined) return attemptIn(partition);
    return sender.withKey(wait, (key) => attemptIn(partitionOf(request, settings, key), key));
  };
  if (settings.retry === identity) return begin();
  return defer(begin).pipe(retryInContext(settings.retry));
}

function toTimeouts(
  request: ChatCompletionRequest | null,
  { timeouts }: ChatSettings,
): RequestSpec['clocks'] {
  return request?.stream === true ? clocksOfStream(timeouts) : undefined;
}

/** Callbacks of one attempt, and the gate that pauses it. */
interface AttemptCallbacks {
  readonly gate: RunGate | undefined;
  readonly record: RunRecord;
  readonly onHead: NonNullable<ResponseReaderOptions['onHead']>;
}

function send(
  sender: RequestSender,
  key: string | undefined,
  request: ChatCompletionRequest,
  settings: ChatSettings,
  { gate, record, onHead }: AttemptCallbacks,
): Observable<ChatValue> {
  return defer((): Observable<ChatValue> => {
    checkRequest(request);
    const { headers, timeouts, extraBody } = settings;
    const isStream = request.stream === true;
    const outgoing: RequestSpec = {
      method: 'POST',
      path: '/chat/completions',
      accept: isStream ? 'text/event-stream' : 'application/json',
      body: toBody(request, extraBody),
      headers,
      timeouts,
      clocks: toTimeouts(request, settings),
      gate,
      observer: record,
      onHead,
      onSend: () => {
        record.sent(request);
      },
    };
    if (isStream) return sender.exchange(outgoing, key, readChunks);
    return sender.exchange(outgoing, key, readJson).pipe(
      map((answer) => {
        const completion = completionFrom(answer);
        record.onChunk(completion, false);
        return completion;
      }),
    );
  });
}

/** The request body. Requests `usage` in streams by default, since the usage log needs it. */
function toBody(request: ChatCompletionRequest, extraBody: object | undefined): object {
  if (request.stream !== true) return { ...request, ...extraBody };
  const body = { ...request, stream_options: { ...includeUsage, ...request.stream_options } };
  return extraBody === undefined ? body : { ...body, ...extraBody };
}

const includeUsage = { include_usage: true };

/** Adds the fields that a server omits, so that the completion matches its type. */
function completionFrom(answer: object): ChatCompletion {
  const { choices } = answer as { choices?: unknown };
  if (choices != null && !isListOfRecords(choices)) {
    throw new MalformedChunkError({
      message: 'the answer has `choices` that are no list of objects',
      data: '',
    });
  }
  return { object: 'chat.completion', ...answer, choices: choices ?? [] } as unknown as ChatCompletion;
}
