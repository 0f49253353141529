import { type ChatCompletion, type ToolCall, VeniceError } from 'venice-rx';
import { toSafeError } from 'venice-rx/relay';
import type { Outcome } from '../support/outcome.js';
import { laterContent } from '../support/scripted-response.js';
import { type AnswerSummary, summarizeCompletion, summarizeError } from './answer-summary.js';
import type { ReaderResults } from './read-row.js';
import {
  type Production,
  type Reader,
  getEnding,
  readerOutcomes,
  readersOfCalls,
} from './reader-outcomes.js';

/** Compares the results of all readers (operators, `Conversation`, relay) for one answer with `readerOutcomes`. */
export function expectReaders(results: ReaderResults, { chunks: _, ...answer }: AnswerSummary): void {
  const calls = listCalls(answer);
  const text = answer.text?.[0] ?? '';
  const json = parseJson(text);
  const productions = readerOutcomes[getEnding(answer)];
  const isNameless = calls.some((call) => call.function.name === '');
  const errorName = (reader: Reader): string | undefined => {
    if (productions[reader] === 'error') return answer.error;
    if (isNameless && readersOfCalls.includes(reader)) return incomplete;
    return isIncomplete(productions[reader], calls.length > 0, json.length > 0) ? incomplete : undefined;
  };

  expect({ ...readOutcome(results.accumulate), ...readLast(results.accumulate) }).toStrictEqual(answer);
  expect(readOutcome(results.toCompletion)).toStrictEqual(answer);
  expectOutcome(results.toContent, errorName('toContent'), [text], answer);
  expectOutcome(results.completedToolCalls, errorName('completedToolCalls'), calls, answer);
  const objectError =
    productions.toObject !== 'error' && getRefusal(answer) !== undefined
      ? 'RefusalError'
      : // A complete answer may not be JSON.
        (errorName('toObject') ?? (json.length === 0 ? 'SchemaError' : undefined));
  expectOutcome(results.toObject, objectError, json, answer);
  expectRuns(results, errorName, answer, calls);
  if (productions.relay === 'result') expect(readOutcome(results.relay)).toStrictEqual(answer);
  else expectRelayedError(results, answer);
}

const incomplete = 'IncompleteCompletionError';

function isIncomplete(production: Production, hasCalls: boolean, hasJson: boolean): boolean {
  return (
    production === 'incomplete' ||
    (production === 'incomplete if calls' && hasCalls) ||
    (production === 'incomplete without JSON' && !hasJson)
  );
}

/** Expects the values, or if there is an error, no values and the answer so far as `partial`. */
function expectOutcome(
  { values, error }: Outcome<unknown>,
  errorName: string | undefined,
  expected: readonly unknown[],
  answer: AnswerSummary,
): void {
  expect(error?.name).toBe(errorName);
  expect(values).toStrictEqual(errorName === undefined ? expected : []);
  if (errorName !== undefined) expect(readPartial(error)).toStrictEqual(withoutError(answer));
}

/** Expects that tools run only if `readerOutcomes` says so, each call once, and that the text of the answer is kept in any case. */
function expectRuns(
  { runTools: run, Conversation: conversation }: ReaderResults,
  errorName: (reader: Reader) => string | undefined,
  answer: AnswerSummary,
  calls: readonly ToolCall[],
): void {
  const text = answer.text?.[0] ?? '';
  const toExecuted = (reader: Reader): readonly object[] =>
    errorName(reader) === undefined
      ? calls.flatMap(({ function: { name, arguments: json } }) =>
          parseJson(json).map((args) => ({ name, args })),
        )
      : [];
  expect(run.error?.name).toBe(errorName('runTools'));
  expect(run.executed).toStrictEqual(toExecuted('runTools'));
  if (run.error) expect(readPartial(run.error)).toStrictEqual(withoutError(answer));
  else {
    const last = run.values.at(-1);
    const content = last?.type === 'completion' && (last.completion.choices[0]?.message.content ?? '');
    expect(content).toBe(calls.length > 0 ? laterContent : text);
  }
  const failure = errorName('Conversation');
  expect(conversation.status).toBe(failure === undefined ? 'idle' : 'failed');
  expect(conversation.error?.name).toBe(failure);
  expect(conversation.executed).toStrictEqual(toExecuted('Conversation'));
  const answers = conversation.messages.filter(({ role }) => role === 'assistant');
  const contents = answers.map(({ content }) => content ?? '');
  // The history keeps a refusal as the content.
  const first = getRefusal(answer) ?? text;
  const expected = failure === undefined && calls.length > 0 ? [first, laterContent] : [first];
  expect(contents.filter((content) => content !== '')).toEqual(expected.filter((content) => content !== ''));
}

/** Expects that the page receives an error with the code and message of `toSafeError`, with the answer so far as `partial`. */
function expectRelayedError({ toCompletion, relay }: ReaderResults, answer: AnswerSummary): void {
  const { code, message } = toSafeError(toCompletion.error);
  const { error } = relay;
  expect(relay.values).toEqual([]);
  expect(error?.name).toBe(classes[code]);
  expect(error).toMatchObject({ code, message: expect.stringContaining(message) as unknown });
  expect(readPartial(error)).toStrictEqual(withoutError(answer));
}

/** The classes that the page's client throws for the codes of a relay, as in `docs/relay.md`. */
const classes: Readonly<Record<string, string>> = {
  invalid_request_error: 'BadRequestError',
  context_length_exceeded: 'ContextLengthExceededError',
  model_not_found: 'NotFoundError',
  413: 'BadRequestError',
  content_policy_violation: 'UnprocessableEntityError',
  rate_limit_exceeded: 'RateLimitError',
  server_error: 'InternalServerError',
  upstream_error: 'InternalServerError',
  model_offline: 'ServiceUnavailableError',
  request_timeout: 'InternalServerError',
};

function getRefusal({ fields }: AnswerSummary): string | undefined {
  return (fields?.[0] as { readonly refusal?: string } | undefined)?.refusal;
}

/** The calls of the answer, without the sources of a web search. Empty arguments mean an empty object. */
function listCalls({ toolCalls = [] }: AnswerSummary): readonly ToolCall[] {
  return (toolCalls as readonly ToolCall[])
    .filter(({ id }) => id !== 'web_search_call')
    .map((call) => ({
      ...call,
      function: { ...call.function, arguments: call.function.arguments || '{}' },
    }));
}

/** The value of a JSON text in an array; an empty array if it is not JSON. */
function parseJson(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

/** Summarizes the completion, or the error and its `partial`. */
function readOutcome({ values, error }: Outcome<ChatCompletion>): AnswerSummary {
  const [completion] = error === undefined ? values : [error.partial];
  return {
    ...(completion && summarizeCompletion(completion)),
    ...(error && summarizeError(getOriginal(error))),
  };
}

function readLast({ values }: Outcome<ChatCompletion>): AnswerSummary {
  const last = values.at(-1);
  return last ? summarizeCompletion(last) : {};
}

function readPartial(error: VeniceError | undefined): AnswerSummary {
  return error?.partial ? summarizeCompletion(error.partial) : {};
}

/** An operator that adds `partial` copies the error, whose `cause` is then the original. */
function getOriginal(error: VeniceError): VeniceError {
  const { cause } = error;
  return cause instanceof VeniceError && cause.constructor === error.constructor ? cause : error;
}

/** The summary of the answer so far. */
function withoutError({
  id,
  text,
  finish,
  reasoning,
  toolCalls,
  fields,
  tokens,
  usd,
  extras,
}: AnswerSummary): AnswerSummary {
  const summary = { id, text, finish, reasoning, toolCalls, fields, tokens, usd, extras };
  return Object.fromEntries(Object.entries(summary).filter(([, value]) => value !== undefined));
}
