import { addNumbers } from '../reducer/add-numbers.js';
import { hasOutput } from '../reducer/has-output.js';
import { repairHistory } from '../history/repair-history.js';
import { toHistoryMessage } from '../history/to-history-message.js';
import { isVeniceError } from '../errors/venice-error.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { AssistantMessage, ChatMessage } from '../wire/chat-message.js';
import type { ToolRunEvent } from '../tools/tool-run-event.js';
import type { ConversationState, ConversationStatus, ConversationToolCall } from './conversation-state.js';
import { toInterruptedRun } from './interrupted-run.js';
import type { RunPlan } from './run-plan.js';

/** A run as its conversation sees it: the state to show, and the messages to keep when it ends. */
export interface RunProgress {
  readonly state: ConversationState;
  /** The history with the finished steps of the run, where a retry continues. Not shown before the first output. */
  readonly sent: readonly ChatMessage[];
  /** Number of messages that the run began with. */
  readonly start: number;
  /** The history before a command that removes messages. */
  readonly replaced?: readonly ChatMessage[];
  /** The history with an answer that has running calls: some of them have no result. */
  readonly open?: readonly ChatMessage[];
}

/** Failure of a run. */
export interface RunFailure {
  readonly error: Error;
  readonly holdsQueue: boolean;
}

/** The progress between two runs. */
export function atRest(state: ConversationState): RunProgress {
  return { state, sent: state.messages, start: state.messages.length };
}

/** The progress at the start of a run. */
export function begin(state: ConversationState, { sent, shown, replaced }: RunPlan): RunProgress {
  const { error: _, completion: __, interrupted: ___, ...others } = state;
  const started = during({ ...others, messages: shown }, 'pending');
  return { state: started, sent, start: sent.length, ...(replaced && { replaced }) };
}

/** Returns the progress of a run after an event. */
export function advance(progress: RunProgress, event: ToolRunEvent): RunProgress {
  const { open, ...run } = progress;
  const { state, sent } = run;
  switch (event.type) {
    case 'chunk': {
      const isStreaming = state.status === 'streaming' || hasOutput(event.chunk);
      const { snapshot } = event;
      return isStreaming
        ? { ...run, state: { ...state, messages: sent, status: 'streaming', snapshot } }
        : progress;
    }
    case 'step': {
      const { completion, messages } = event;
      const billed = withBill(state, completion);
      return {
        ...run,
        state: { ...billed, messages: sent, snapshot: completion, completion },
        open: messages,
      };
    }
    case 'tool-call': {
      const toolCalls = [...state.toolCalls, { call: event.call, status: 'running' } as const];
      return { ...progress, state: { ...state, status: 'running-tools', toolCalls } };
    }
    case 'tool-progress': {
      const toolCalls = withCall(state, event.call.id, { progress: event.value });
      return { ...progress, state: { ...state, toolCalls } };
    }
    case 'tool-result': {
      const { call, error, result, messages } = event;
      const outcome = error ? ({ status: 'failed', error } as const) : ({ status: 'done', result } as const);
      const toolCalls = withCall(state, call.id, outcome);
      const areAllDone = toolCalls.every(({ status }) => status !== 'running');
      return areAllDone
        ? { ...run, state: during({ ...state, messages }, 'pending'), sent: messages }
        : { ...run, state: { ...state, toolCalls }, open: messages };
    }
    case 'completion':
      return { ...run, state: settled(run, event.messages) };
  }
}

/** The state after a run was stopped or failed, with the part of its answer that has arrived. */
export function end(progress: RunProgress, failure?: RunFailure): ConversationState {
  const { state, sent, open } = progress;
  const { snapshot } = state;
  // The usage and cost of a complete answer are in the state already.
  const billed = open === undefined && snapshot ? withBill(state, snapshot) : state;
  const partial = snapshot ?? (isVeniceError(failure?.error) ? failure.error.partial : undefined);
  const kept = open === undefined ? withPartial(sent, snapshot) : repairHistory(open);
  // Calls that have begun are not run again. If none has, their answer is requested again.
  const retried = state.toolCalls.length > 0 ? kept : sent;
  const last = { ...progress, state: { ...billed, ...(partial && { completion: partial }) } };
  return settled(last, kept, retried, failure);
}

/** Calls of an incomplete answer may be truncated, and none of them has run. */
function withPartial(sent: readonly ChatMessage[], snapshot?: ChatCompletion): readonly ChatMessage[] {
  const message = snapshot?.choices.find(({ index }) => index === 0)?.message;
  if (message === undefined) return sent;
  const { tool_calls: _, ...said }: AssistantMessage = message;
  const partial = toHistoryMessage(said);
  return partial === undefined ? sent : [...sent, partial];
}

/**
 * The state after a run that leaves the messages `kept`, and continues after `retried` if it was interrupted. Messages that its
 * command has removed return if the run failed, or if nothing of an answer has arrived in their place.
 */
function settled(
  { state, sent, start, replaced }: RunProgress,
  kept: readonly ChatMessage[],
  retried?: readonly ChatMessage[],
  failure?: RunFailure,
): ConversationState {
  const isReturned = replaced !== undefined && (failure !== undefined || kept.length <= start);
  const messages = isReturned ? replaced : kept;
  const base = isReturned ? (retried ?? sent) : retried;
  const interrupted = base && { interrupted: toInterruptedRun(messages, base) };
  const last = { ...during({ ...state, messages }, 'idle'), isRunning: false, ...interrupted };
  return failure ? { ...last, status: 'failed', error: failure.error } : last;
}

function during(state: ConversationState, status: ConversationStatus): ConversationState {
  const { snapshot: _, ...others } = state;
  return { ...others, status, isRunning: true, toolCalls: none };
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
