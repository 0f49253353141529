import { type Observable, concat, defer, map, of, tap } from 'rxjs';
import { retryInContext } from '../async-context/retry-in-context.js';
import { addNumbers } from '../reducer/add-numbers.js';
import { isMarkedEnd } from '../reducer/ends-without-finish.js';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { TruncatedStreamError } from '../errors/truncated-stream-error.js';
import { accumulate } from '../operators/accumulate.js';
import { followedBy } from '../operators/internal/followed-by.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type {
  ChatCompletionRequest,
  StreamingChatCompletionRequest,
} from '../wire/chat-completion-request.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ChatMessage } from '../wire/chat-message.js';
import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';
import { type ChatSource, ask } from '../operators/internal/chat-source.js';
import { runCalls } from './run-calls.js';
import type { RunSettings } from './run-settings.js';
import type { ToolRunEvent } from './tool-run-event.js';
import type { ToolRunRequest } from './tool-run-options.js';
import { toAnsweredStep, withStep } from './answered-step.js';
import { withoutCalls } from './without-calls.js';

/** State of a run between two steps, which {@link nextState} builds from the events of the run. */
export interface RunState {
  /** Number of answers so far. */
  readonly step: number;
  readonly messages: readonly ChatMessage[];
  readonly usage?: CompletionUsage;
  readonly cost?: CompletionCost;
}

/** Sends one request, and runs the calls of the answer. The last event of the last step is its `completion`. */
export function runStep(
  chat: ChatSource,
  request: Omit<ToolRunRequest, 'messages'>,
  settings: RunSettings,
  state: RunState,
): Observable<ToolRunEvent> {
  const step = state.step + 1;
  return defer(() => {
    let chunk: ChatCompletionChunk;
    let completion: ChatCompletion | undefined;
    return ask(chat, toRequest(request, settings, state)).pipe(
      retryInContext(settings.retry),
      tap((next) => {
        chunk = next;
      }),
      accumulate(),
      tap((snapshot) => {
        completion = snapshot;
      }),
      map((snapshot): ToolRunEvent => ({ type: 'chunk', step, chunk, snapshot })),
      followedBy(defer(() => eventsAfterAnswer(completion, isMarkedEnd(chunk), step, settings, state))),
    );
  });
}

/** Returns the state after an event. */
export function nextState(state: RunState, event: ToolRunEvent): RunState {
  switch (event.type) {
    case 'step':
    case 'completion': {
      const { step, messages, usage, cost } = event;
      return { step, messages, ...(usage && { usage }), ...(cost && { cost }) };
    }
    case 'tool-result':
      return { ...state, step: event.step, messages: event.messages };
    default:
      return state;
  }
}

/**
 * Returns the events after the last chunk of an answer.
 *
 * @param mayLackFinishReason - Whether calls may run without a `finish_reason`, as `requireFinishReason: false` allows.
 */
function eventsAfterAnswer(
  completion: ChatCompletion | undefined,
  mayLackFinishReason: boolean,
  step: number,
  settings: RunSettings,
  state: RunState,
): Observable<ToolRunEvent> {
  if (completion === undefined)
    throw new TruncatedStreamError({ message: 'the chat ended without an answer' });
  const answer = toAnsweredStep(
    completion,
    mayLackFinishReason,
    settings.goodFinishReasons,
    () => state.messages,
  );
  const answered = settings.tools.size > 0 ? answer : withoutCalls(answer);
  const usage = addNumbers(state.usage, completion.usage);
  const cost = addNumbers(state.cost, completion.cost);
  const messages = withStep(state.messages, answered);
  const fields = { step, completion, messages, ...(usage && { usage }), ...(cost && { cost }) };
  return concat(
    of<ToolRunEvent>({ type: 'step', ...fields }),
    answered.calls.length === 0
      ? of<ToolRunEvent>({ type: 'completion', ...fields })
      : step >= settings.maxSteps
        ? defer(() => tooManySteps(settings.maxSteps, completion))
        : runCalls(answered, step, state.messages, settings),
  );
}

function toRequest(
  { n: _, tools: __, messages: ___, tool_choice, ...request }: RequestWithoutMessages,
  { tools }: RunSettings,
  state: RunState,
): StreamingChatCompletionRequest {
  const definitions = [...tools.values()].map(({ definition }) => definition);
  // A `tool_choice` that forces a call is sent only in the first step: a model that must call a tool in every step would never
  // answer.
  const mustCall = typeof tool_choice === 'object' || tool_choice === 'required';
  return {
    ...request,
    get messages() {
      return state.messages;
    },
    ...(definitions.length > 0 && { tools: definitions }),
    ...(tool_choice !== undefined && !(mustCall && state.step > 0) && { tool_choice }),
    stream: true,
  };
}

/** A request that has no messages according to its type; if it has messages at run time, they are left out. */
type RequestWithoutMessages = Omit<ChatCompletionRequest, 'messages'> & { readonly messages?: unknown };

function tooManySteps(limit: number, partial: ChatCompletion): never {
  const message = `the model still calls tools after ${limit} steps; allow more with maxSteps`;
  throw new LimitExceededError({ message, kind: 'steps', limit, partial });
}
