import { NEVER, asyncScheduler, timer } from 'rxjs';
import {
  type ChatMessage,
  Conversation,
  type ConversationExport,
  type ConversationOptions,
  type ConversationState,
  type RunHandle,
  type UsageRecord,
  type UserMessage,
  VeniceClient,
  usageRecords,
} from 'venice-rx';
import { type ChatReply, type ScriptedTransport, inVirtualTime, scriptedTransport } from 'venice-rx/testing';

/** Calls of methods of a conversation, by their time in milliseconds. */
export type Actions = Readonly<Record<number, (conversation: Conversation) => unknown>>;

/** A played conversation, with its states, requests and usage records. */
export interface PlayedConversation {
  readonly conversation: Conversation;
  readonly states: readonly ConversationState[];
  /** A summary of each state, with its time in milliseconds. */
  readonly log: readonly string[];
  /** The number of active requests at each state, i.e. of requests without a usage record. */
  readonly open: readonly number[];
  /** The values that the actions returned or threw. */
  readonly returned: readonly unknown[];
  readonly transport: ScriptedTransport;
  /** The usage records of the client. */
  readonly records: readonly UsageRecord[];
  /** The time of the last timer. */
  readonly lastTimer: number;
  /** Whether `state` has completed. */
  readonly isComplete: boolean;
}

/** Plays a conversation in virtual time. Each request gets the next of `replies`. */
export function playConversation(
  replies: readonly ChatReply[],
  actions: Actions,
  options: Partial<ConversationOptions> = {},
): PlayedConversation {
  const states: ConversationState[] = [];
  const log: string[] = [];
  const open: number[] = [];
  const returned: unknown[] = [];
  const records: UsageRecord[] = [];
  let isComplete = false;
  return inVirtualTime(({ flush }) => {
    const transport = scriptedTransport(...replies);
    const client = new VeniceClient({ baseURL: 'http://test', transport });
    usageRecords(client).subscribe((record) => records.push(record));
    const conversation = new Conversation(client.chat.completions, {
      request: { model: 'default' },
      ...options,
    });
    conversation.state.subscribe({
      next: (state) => {
        states.push(state);
        open.push(transport.requests.length - records.length);
        log.push(`${asyncScheduler.now()} ${summarize(state)}`);
      },
      complete: () => (isComplete = true),
    });
    for (const [at, action] of Object.entries(actions)) {
      timer(Number(at)).subscribe(() => returned.push(getOutcome(() => action(conversation))));
    }
    flush();
    return {
      conversation,
      states,
      log,
      open,
      returned,
      transport,
      records,
      lastTimer: asyncScheduler.now(),
      isComplete,
    };
  });
}

/** Returns whether a command was accepted; for any other action, the value that it returned or threw. */
function getOutcome(action: () => unknown): unknown {
  try {
    const outcome = action();
    return isHandle(outcome) ? outcome.isAccepted : outcome;
  } catch (error) {
    return error;
  }
}

function isHandle(value: unknown): value is RunHandle {
  return typeof value === 'object' && value !== null && 'isAccepted' in value;
}

/**
 * Returns for example `streaming: Hi <Hello> Go on. ~And +1`: the status, the messages, the text that is arriving, and the number of
 * queued commands, `+1 held` if the queue is held.
 */
export function summarize(state: ConversationState): string {
  const { status, messages, snapshot, toolCalls, queue, isHeld, error } = state;
  const arriving = snapshot && `~${snapshot.choices[0]?.message.content ?? ''}`;
  const calls = toolCalls.map((entry) => {
    const detail = entry.status === 'running' ? entry.progress : (entry.error ?? entry.result);
    return `${entry.call.function.name} ${entry.status}${detail === undefined ? '' : ` ${JSON.stringify(detail)}`}`;
  });
  const waiting = queue.length > 0 || isHeld ? `+${queue.length}${isHeld ? ' held' : ''}` : undefined;
  const parts = [summarizeHistory(messages), arriving, ...calls, waiting, error && `!${error.name}`];
  return `${status}: ${parts.filter(Boolean).join(' ')}`.trimEnd();
}

/** Returns for example `Hi <Hello>`: user messages, `<assistant messages>`, `(results of tools)`, `[instructions]`. */
export function summarizeHistory(messages: readonly ChatMessage[]): string {
  return messages.map(summarizeMessage).join(' ');
}

function summarizeMessage(message: ChatMessage): string {
  const parts = message.content ?? '';
  const content = typeof parts === 'string' ? parts : JSON.stringify(parts);
  switch (message.role) {
    case 'user':
      return content;
    case 'assistant': {
      const names = (message.tool_calls ?? []).map((call) => `→${call.function.name}`);
      return `<${[content, ...names].filter(Boolean).join(' ')}>`;
    }
    case 'tool':
      return `(${content})`;
    default:
      return `[${content}]`;
  }
}

/** Returns an action that sends a message. */
export function sends(content: UserMessage['content']) {
  return (conversation: Conversation): RunHandle => conversation.send(content);
}

/** Returns an action that edits the shown entry at this index. */
export function edits(place: number, content: UserMessage['content']) {
  return (conversation: Conversation): RunHandle => conversation.edit(idAt(conversation, place), content);
}

/** Returns the id of the shown entry at this index; an unknown id if there is none. */
export function idAt({ currentState }: Conversation, place: number): string {
  return currentState.entries.at(place)?.id ?? 'none';
}

/** Returns the messages of a conversation that is created from an export. */
export function getMessages(from: ConversationExport): readonly ChatMessage[] {
  return new Conversation(() => NEVER, { request: { model: 'default' }, from }).currentState.messages;
}

/** Returns a summary of the messages of each request. */
export function summarizeRequests({ requests }: ScriptedTransport): readonly string[] {
  return requests.map(({ body }) =>
    summarizeHistory((body as { readonly messages: readonly ChatMessage[] }).messages),
  );
}
