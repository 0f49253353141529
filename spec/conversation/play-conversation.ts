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

/** What a user does with a conversation, by the millisecond at which it happens. */
export type Deeds = Readonly<Record<number, (conversation: Conversation) => unknown>>;

export interface Played {
  readonly conversation: Conversation;
  readonly states: readonly ConversationState[];
  /** The states in short, and when they came. */
  readonly log: readonly string[];
  /** How many requests had no entry in the usage log yet when each state was told: how many ran. */
  readonly open: readonly number[];
  /** What the deeds returned, or threw. */
  readonly returned: readonly unknown[];
  readonly transport: ScriptedTransport;
  /** The usage log of the client. */
  readonly entries: readonly UsageRecord[];
  /** When the last timer went off. */
  readonly lastTimer: number;
  /** Whether `state` has completed. */
  readonly isComplete: boolean;
}

/** Plays a conversation in virtual time, against a client whose requests are answered one after the other. */
export function played(
  replies: readonly ChatReply[],
  deeds: Deeds,
  options: Partial<ConversationOptions> = {},
): Played {
  const states: ConversationState[] = [];
  const log: string[] = [];
  const open: number[] = [];
  const returned: unknown[] = [];
  const entries: UsageRecord[] = [];
  let isComplete = false;
  return inVirtualTime(({ flush }) => {
    const transport = scriptedTransport(...replies);
    const client = new VeniceClient({ baseURL: 'http://test', transport });
    usageRecords(client).subscribe((entry) => entries.push(entry));
    const conversation = new Conversation(client.chat.completions, {
      request: { model: 'default' },
      ...options,
    });
    conversation.state.subscribe({
      next: (state) => {
        states.push(state);
        open.push(transport.requests.length - entries.length);
        log.push(`${asyncScheduler.now()} ${inShort(state)}`);
      },
      complete: () => (isComplete = true),
    });
    for (const [at, deed] of Object.entries(deeds)) {
      timer(Number(at)).subscribe(() => returned.push(getOutcome(() => deed(conversation))));
    }
    flush();
    return {
      conversation,
      states,
      log,
      open,
      returned,
      transport,
      entries,
      lastTimer: asyncScheduler.now(),
      isComplete,
    };
  });
}

/** Whether a command was accepted, or what it returned or threw otherwise. */
function getOutcome(deed: () => unknown): unknown {
  try {
    const outcome = deed();
    return isHandle(outcome) ? outcome.isAccepted : outcome;
  } catch (error) {
    return error;
  }
}

function isHandle(value: unknown): value is RunHandle {
  return typeof value === 'object' && value !== null && 'isAccepted' in value;
}

/**
 * Such as `streaming: Hi <Hello> Go on. ~And +1`: the messages, the text that is coming, and how many commands wait, `+1 held` if
 * they do so after the run.
 */
export function inShort(state: ConversationState): string {
  const { status, messages, snapshot, toolCalls, queue, isHeld, error } = state;
  const coming = snapshot && `~${snapshot.choices[0]?.message.content ?? ''}`;
  const calls = toolCalls.map((entry) => {
    const told = entry.status === 'running' ? entry.progress : (entry.error ?? entry.result);
    return `${entry.call.function.name} ${entry.status}${told === undefined ? '' : ` ${JSON.stringify(told)}`}`;
  });
  const waiting = queue.length > 0 || isHeld ? `+${queue.length}${isHeld ? ' held' : ''}` : undefined;
  const parts = [historyInShort(messages), coming, ...calls, waiting, error && `!${error.name}`];
  return `${status}: ${parts.filter(Boolean).join(' ')}`.trimEnd();
}

/** Such as `Hi <Hello>`: what users say, `<what the assistant says>`, `(what tools say)`, `[what the system says]`. */
export function historyInShort(messages: readonly ChatMessage[]): string {
  return messages.map(messageInShort).join(' ');
}

function messageInShort(message: ChatMessage): string {
  const given = message.content ?? '';
  const content = typeof given === 'string' ? given : JSON.stringify(given);
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

/** Says something. */
export function says(content: UserMessage['content']) {
  return (conversation: Conversation): RunHandle => conversation.send(content);
}

/** Edits the entry at this place of the path. */
export function edits(place: number, content: UserMessage['content']) {
  return (conversation: Conversation): RunHandle => conversation.edit(idAt(conversation, place), content);
}

/** The id of the entry at this place of the path; of none if there is no such place. */
export function idAt({ currentState }: Conversation, place: number): string {
  return currentState.entries.at(place)?.id ?? 'none';
}

/** The history of an export. */
export function getMessages(from: ConversationExport): readonly ChatMessage[] {
  return new Conversation(() => NEVER, { request: { model: 'default' }, from }).currentState.messages;
}

/** The messages of each request, in short. */
export function asked({ requests }: ScriptedTransport): readonly string[] {
  return requests.map(({ body }) =>
    historyInShort((body as { readonly messages: readonly ChatMessage[] }).messages),
  );
}
