import { EMPTY, asyncScheduler, defer, tap } from 'rxjs';
import { captureContext } from '#capture-context';
import { valueHasOutput } from '../reducer/value-has-output.js';
import { completionFromState, initialCompletionState, reduceChunk } from '../reducer/completion-state.js';
import { isRecord } from '../json/is-record.js';
import { promptLength } from '../history/prompt-length.js';
import type { APIError } from '../errors/api-error.js';
import { omitUndefined } from '../json/omit-undefined.js';
import { toSingleLine } from '../errors/single-line.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ChatInterceptor, ChatValue } from '../request/chat-interceptor.js';
import type { LogRecord, LoggedEnd, LoggedError, LoggedRequest } from './log-record.js';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { aFunction, anything, required } from '../options/option-rules.js';
import { keepsContext } from '../request/keep-context.js';
import { getModel } from '../request/get-model.js';
import { reportedNumbers } from './reported-numbers.js';

/** Options of {@link logger}. */
export interface LoggerOptions {
  /**
   * Receives the records, e.g. a method of your logger. An error thrown by it fails the run; if the run has already failed
   * or was cancelled, the error is passed to RxJS's `config.onUnhandledError`, or is thrown asynchronously.
   */
  readonly write: (record: LogRecord) => void;
  /** Whether records include the text of requests and responses. Default: false. */
  readonly includesText?: boolean;
}

const rules: OptionRules<LoggerOptions> = { write: required(aFunction), includesText: anything };

/**
 * An interceptor that logs every attempt: its start, the start of its response, and its end. Prompts and responses are
 * omitted unless `includesText` is set; an interceptor never sees the key.
 *
 * @example
 * ```ts
 * import { VeniceClient, logger, toContent } from 'venice-rx';
 *
 * const client = new VeniceClient({ interceptors: [logger({ write: (record) => console.log(record.type, record.at) })] });
 * client.chat.completions
 *   .create({ model: 'default', messages: [{ role: 'user', content: 'Say hello.' }], stream: true })
 *   .pipe(toContent())
 *   .subscribe((text) => console.log(text.length));
 * ```
 */
export function logger(options: LoggerOptions): ChatInterceptor {
  checkOptions(options, rules);
  const { write, includesText = false } = options;
  let ids = 0;
  return keepsContext((request, next, { number, onHead, tags }) =>
    defer(() => {
      const context = captureContext();
      const startedAt = asyncScheduler.now();
      const about = {
        id: (ids += 1),
        attempt: number,
        model: getModel(request),
        ...(hasTags(tags) && { tags }),
      };
      const at = (): number => asyncScheduler.now();
      let begunAt: number | undefined;
      let state = initialCompletionState;
      let whole: ChatCompletion | undefined;
      let facts: Pick<ChatValue, 'cost' | 'usage'> = {};

      const see = (value: ChatValue): void => {
        if (begunAt === undefined && valueHasOutput(value)) begunAt = at();
        facts = { usage: value.usage ?? facts.usage, cost: value.cost ?? facts.cost } as typeof facts;
        if (!includesText) return;
        if (value.object === 'chat.completion') whole = value;
        else state = reduceChunk(state, value);
      };
      const toEnd = (outcome: LoggedEnd['outcome'], error?: unknown): LoggedEnd =>
        omitUndefined<LoggedEnd>({
          ...about,
          type: 'end',
          at: at(),
          outcome,
          duration: at() - startedAt,
          firstTokenAfter: begunAt === undefined ? undefined : begunAt - startedAt,
          usage: reportedNumbers(facts.usage),
          cost: reportedNumbers(facts.cost),
          error: error === undefined ? undefined : summarizeError(error),
          completion: includesText ? (whole ?? completionFromState(state)) : undefined,
        });
      /** The run has ended and cannot fail any more: RxJS reports an unhandled error. */
      const writeLast = (record: LoggedEnd): void => {
        defer(() => {
          write(record);
          return EMPTY;
        }).subscribe();
      };
      write({
        ...about,
        type: 'request',
        at: at(),
        ...summarizeRequest(request),
        ...(includesText && { request }),
      });
      onHead(({ status, requestId, model }) => {
        write({
          ...about,
          type: 'head',
          at: at(),
          ...omitUndefined({ status, requestId, answeredBy: model.id }),
        });
      });
      return defer(() => next(request)).pipe(
        tap({
          next: see,
          complete: () => {
            write(toEnd('completed'));
          },
          error: (error: unknown) => {
            writeLast(toEnd('failed', error));
          },
          unsubscribe: () => {
            // Unsubscribing runs in the context of its caller.
            context.run(() => {
              writeLast(toEnd('cancelled'));
            });
          },
        }),
      );
    }),
  );
}

/** Interceptors are also called without an attempt, e.g. in specs of their own. */
function hasTags(tags: Readonly<Record<string, string>> | undefined): boolean {
  return Object.keys(tags ?? {}).length > 0;
}

/** Returns a request without its text. */
function summarizeRequest(request: ChatCompletionRequest): Pick<LoggedRequest, 'messages' | 'settings'> {
  const { messages } = Object(request) as Partial<ChatCompletionRequest>;
  const isSetting = ([, value]: readonly [string, unknown]): boolean =>
    typeof value === 'number' || typeof value === 'boolean';
  return {
    messages: (Array.isArray(messages) ? messages : [])
      .filter(isRecord)
      .map((message) => ({ role: String(message['role']), characters: promptLength([message as never]) })),
    settings: Object.fromEntries(Object.entries(Object(request) as object).filter(isSetting)),
  };
}

function summarizeError(error: unknown): LoggedError {
  const { name, message, status, code, requestId } = Object(error) as Partial<APIError>;
  return omitUndefined<LoggedError>({
    name: toSingleLine(String(name)),
    message: toSingleLine(String(message)),
    status,
    code: code == null ? undefined : toSingleLine(code),
    requestId,
  });
}
