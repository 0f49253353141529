import { addNumbers } from '../reducer/add-numbers.js';
import { hasOutput } from '../reducer/has-output.js';
import { repairHistory } from '../history/repair-history.js';
import { isBlankMessage } from '../history/is-blank-message.js';
import { isVeniceError } from '../errors/venice-error.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { AssistantMessage, ChatMessage } from '../wire/chat-message.js';
import type { ToolRunEvent } from '../tools/tool-run-event.js';
import type { ConversationState, ConversationStatus, ConversationToolCall } from './conversation-state.js';

/** A run as its conversation sees it: the state to show, and the messages to keep when it ends. */
export interface RunProgress {
  readonly state: ConversationState;
  /** The history with an answer that has running calls: some of them have no result. */
  readonly open?: readonly ChatMessage[];
}

/** Failure of a run. */
export interface RunFailure {
  readonly error: unknown;
}

/** The state at the start of a run. */
export function begin(state: ConversationState, messages: readonly ChatMessage[]): RunProgress {
  const { error: _, completion: __, ...others } = state;
  return { state: during({ ...others, messages }, 'pending') };
}

/** Returns the progress of a run after an event. */
export function advance({ state, open }: RunProgress, event: ToolRunEvent): RunProgress {
  switch (event.type) {
    case 'chunk': {
      const isStreaming = state.status === 'streaming' || hasOutput(event.chunk);
      const { snapshot } = event;
      return isStreaming ? { state: { ...state, status: 'streaming', snapshot } } : { state };
    }
    case 'step': {
      const { completion, messages } = event;
      return { state: { ...withBill(state, completion), snapshot: completion, completion }, open: messages };
    }
    case 'tool-call': {
      const toolCalls = [...state.toolCalls, { call: event.call, status: 'running' } as const];
      return { state: { ...state, status: 'running-tools', toolCalls }, ...(open && { open }) };
    }
    case 'tool-progress': {
      const toolCalls = withCall(state, event.call.id, { progress: event.value });
      return { state: { ...state, toolCalls }, ...(open && { open }) };
    }
    case 'tool-result': {
      const { call, error, result, messages } = event;
      const outcome = error ? ({ status: 'failed', error } as const) : ({ status: 'done', result } as const);
      const toolCalls = withCall(state, call.id, outcome);
      const areAllDone = toolCalls.every(({ status }) => status !== 'running');
      return areAllDone
        ? { state: during({ ...state, messages }, 'pending') }
        : { state: { ...state, toolCalls }, open: messages };
    }
    case 'completion':
      return { state: ended({ ...state, messages: event.messages }, 'idle') };
  }
}

/** The state after a run was stopped or failed, with the part of its answer that has arrived. */
export function end(progress: RunProgress, failure?: RunFailure): ConversationState {
  const { state, open } = progress;
  const { snapshot } = state;
  // The usage and cost of a complete answer are in the state already.
  const billed = open === undefined && snapshot ? withBill(state, snapshot) : state;
  const partial = snapshot ?? (isVeniceError(failure?.error) ? failure.error.partial : undefined);
  const kept = { ...billed, messages: getKeptMessages(progress), ...(partial && { completion: partial }) };
  return failure ? { ...ended(kept, 'failed'), error: asError(failure.error) } : ended(kept, 'idle');
}

/** The history to send if the run ends now. */
export function getKeptMessages({ state, open }: RunProgress): readonly ChatMessage[] {
  if (open !== undefined) return repairHistory(open);
  const message = state.snapshot?.choices.find(({ index }) => index === 0)?.message;
  if (message === undefined) return state.messages;
  // Calls of an incomplete answer may be truncated, and none of them has run.
  const { tool_calls: _, ...said }: AssistantMessage = message;
  return isBlankMessage(said) ? state.messages : [...state.messages, said];
}

function during(state: ConversationState, status: ConversationStatus): ConversationState {
  const { snapshot: _, ...others } = state;
  return { ...others, status, isRunning: true, toolCalls: none };
}

function ended(state: ConversationState, status: ConversationStatus): ConversationState {
  return { ...during(state, status), isRunning: false };
}

const none: readonly ConversationToolCall[] = [];

function withBill(state: ConversationState, completion: ChatCompletion): ConversationState {
  const usage = addNumbers(state.usage, completion.usage);
  const cost = addNumbers(state.cost, completion.cost);
  return { ...state, ...(usage && { usage }), ...(cost && { cost }) };
}

function withCall(
  { toolCalls }: ConversationState,
  id: string,
  news: Partial<ConversationToolCall>,
): readonly ConversationToolCall[] {
  return toolCalls.map((entry) => (entry.call.id === id ? { ...entry, ...news } : entry));
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('the run failed', { cause: error });
}
