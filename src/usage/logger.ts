import { EMPTY, asyncScheduler, defer, tap } from 'rxjs';
import { captureContext } from '#capture-context';
import { valueHasOutput } from '../reducer/value-has-output.js';
import { completionFromState, initialCompletionState } from '../reducer/completion-state.js';
import { nextState } from '../reducer/next-state.js';
import { laterCost, laterUsage } from '../reducer/reports.js';
import { isRecord } from '../json/is-record.js';
import { promptLength } from '../history/prompt-length.js';
import type { APIError } from '../errors/api-error.js';
import { omitUndefined } from '../json/omit-undefined.js';
import { toSingleLine } from '../errors/single-line.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { ChatInterceptor, ChatValue } from '../request/chat-interceptor.js';
import type { LogRecord, LoggedAttempt, LoggedEnd, LoggedError, LoggedRequest } from './log-record.js';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { aFunction, anything, required } from '../options/option-rules.js';
import { keepsContext } from '../request/keep-context.js';
import { getModel } from '../request/get-model.js';
import { reportedNumbers } from './reported-numbers.js';

/** Options of {@link logger}. */
export interface LoggerOptions {
  /**
   * Receives the records, e.g. a method of your logger. An error that it throws fails the attempt; if the attempt has already failed
   * or was cancelled, the error is passed to RxJS's `config.onUnhandledError`, or is thrown asynchronously.
   */
  readonly write: (record: LogRecord) => void;
  /** Whether records include the text of requests and responses. Default: false. */
  readonly includesText?: boolean;
}

const rules: OptionRules<LoggerOptions> = { write: required(aFunction), includesText: anything };

/**
 * An interceptor that logs every attempt: its start, the start of a successful response, and its end. Prompts and answers are
 * omitted unless `includesText` is set. The key is not logged: interceptors do not receive it.
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
      ids += 1;
      const model = getModel(request);
      const common = { id: ids, attempt: number, model, ...(hasTags(tags) && { tags }) };
      const log = (fields: OwnFields<LogRecord>): void => {
        write({ ...common, at: asyncScheduler.now(), ...fields });
      };
      const summary = createSummary(includesText);
      const context = captureContext();
      // The attempt has ended, so an error of `write` cannot fail it. `subscribe()` without a handler reports this error as unhandled.
      const logLast = (outcome: LoggedEnd['outcome'], error?: unknown): void => {
        defer(() => {
          log(summary.end(outcome, error));
          return EMPTY;
        }).subscribe();
      };
      log({ type: 'request', ...summarizeRequest(request), ...(includesText && { request }) });
      onHead(({ status, requestId, model }) => {
        log({ type: 'head', status, ...omitUndefined({ requestId, answeredBy: model.id }) });
      });
      return defer(() => next(request)).pipe(
        tap({
          next: summary.add,
          complete: () => {
            log(summary.end('completed'));
          },
          error: (error: unknown) => {
            logLast('failed', error);
          },
          unsubscribe: () => {
            // `unsubscribe()` may be called in another async context.
            context.run(() => {
              logLast('cancelled');
            });
          },
        }),
      );
    }),
  );
}

interface AttemptSummary {
  readonly add: (value: ChatValue) => void;
  /** Returns the record of the end. */
  readonly end: (outcome: LoggedEnd['outcome'], error?: unknown) => OwnFields<LoggedEnd>;
}

/** A record without the fields that all records of an attempt have. */
type OwnFields<T> = T extends LoggedAttempt ? Omit<T, keyof LoggedAttempt> : never;

/** Collects the data of one attempt for the record of its end. */
function createSummary(includesText: boolean): AttemptSummary {
  const startedAt = asyncScheduler.now();
  let outputAt: number | undefined;
  let state = initialCompletionState;
  let usage: ChatValue['usage'];
  let cost: ChatValue['cost'];
  return {
    add: (value) => {
      if (outputAt === undefined && valueHasOutput(value)) outputAt = asyncScheduler.now();
      usage = laterUsage(usage, value.usage);
      cost = laterCost(cost, value.cost);
      if (includesText) state = nextState(state, value);
    },
    end: (outcome, error) =>
      omitUndefined<OwnFields<LoggedEnd>>({
        type: 'end',
        outcome,
        duration: asyncScheduler.now() - startedAt,
        firstTokenAfter: outputAt === undefined ? undefined : outputAt - startedAt,
        usage: reportedNumbers(usage),
        cost: reportedNumbers(cost),
        error: error === undefined ? undefined : summarizeError(error),
        completion: includesText ? completionFromState(state) : undefined,
      }),
  };
}

/** Accepts undefined: a user's own interceptor may call this one without `tags`. */
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
