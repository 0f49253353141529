import {
  EMPTY,
  NEVER,
  type Observable,
  type ObservableInput,
  Subject,
  asyncScheduler,
  concat,
  defer,
  filter,
  from,
  of,
  takeUntil,
  throwError,
  timer,
} from 'rxjs';
import { Conversation, type ConversationStore, type LoadOptions, VeniceClient, tool } from 'venice-rx';
import { memoryStore } from 'venice-rx/stores';
import {
  type ChatReply,
  type ScriptedTransport,
  finish,
  inVirtualTime,
  scriptedTransport,
  toolCall,
} from 'venice-rx/testing';
import { z } from 'zod';
import { summarize } from './play-conversation.js';

const values = {
  m: toolCall({ index: 0, id: 'mail', name: 'send_mail', arguments: { to: 'Maren' } }),
  n: toolCall({ index: 1, id: 'second', name: 'send_mail', arguments: { to: 'Ben' } }),
  w: toolCall({ index: 1, id: 'wait', name: 'wait', arguments: {} }),
  f: finish('tool_calls'),
  a: 'Done.',
};
/** An answer with a call that sends a mail. */
export const mails: ChatReply = { marbles: '-m-f|', values };
/** The same answer, whose end arrives 5 seconds later. */
export const mailsSlowly: ChatReply = { marbles: '-m 5s f|', values };
/** An answer with two calls that send mails. */
export const mailsTwice: ChatReply = { marbles: '-m-n-f|', values };
/** An answer with a call that sends a mail, and a call of a tool that takes 5 seconds. */
export const mailsAndWaits: ChatReply = { marbles: '-m-w-f|', values };
/** An answer without calls. */
export const answer: ChatReply = { marbles: '-a|', values };

/** One of several conversations with the same store. */
export interface Tab {
  readonly conversation: Conversation;
  /** Returns a summary of the last state. */
  readonly last: () => string | undefined;
  /** Simulates the end of the process: from now on, nothing is sent to the store or received from it. */
  readonly end: () => void;
}

/** How a tab sends mails. */
export interface MailOptions {
  readonly needsApproval: boolean;
  readonly idempotent?: boolean;
  /** Whether the tool of the first tab never returns its result. */
  readonly hasLostResult?: boolean;
}

/** Wraps a store so that the connection to it can be cut. */
function connect(store: ConversationStore): { readonly store: ConversationStore; readonly end: () => void } {
  const ends = new Subject<void>();
  let hasEnded = false;
  const cut = <T>(source: ObservableInput<T>): Observable<T> =>
    hasEnded
      ? NEVER
      : concat(
          from(source).pipe(takeUntil(ends)),
          defer(() => (hasEnded ? NEVER : EMPTY)),
        );
  return {
    store: {
      load: (id, since) => cut(store.load(id, since)),
      append: (id, rows, revision) => (hasEnded ? NEVER : cut(store.append(id, rows, revision))),
      list: () => store.list(),
      delete: (id) => store.delete(id),
      changes: (id) => cut(store.changes(id)),
    },
    end: () => {
      hasEnded = true;
      ends.next();
    },
  };
}

/** The result of `playTabs`. */
export interface PlayedTabs {
  /** The time, tab and recipient of each mail. */
  readonly sent: readonly string[];
  readonly requests: ScriptedTransport['requests'];
}

/** Plays actions at these times, in milliseconds, with conversations that have the same store and send mails. */
export function playTabs(
  replies: readonly ChatReply[],
  { hasLostResult = false, ...options }: MailOptions,
  actions: (open: (more?: Partial<LoadOptions>) => Tab) => Readonly<Record<number, () => unknown>>,
): PlayedTabs {
  const sent: string[] = [];
  const transport = scriptedTransport(...replies);
  inVirtualTime(
    ({ flush }) => {
      const store = memoryStore();
      const client = new VeniceClient({ baseURL: 'http://test', transport });
      let tabs = 0;
      const open = (more: Partial<LoadOptions> = {}): Tab => {
        tabs += 1;
        const tab = tabs;
        const sendMail = tool({
          name: 'send_mail',
          description: 'Sends a mail.',
          inputSchema: z.object({ to: z.string() }),
          ...options,
          execute: ({ to }) => {
            sent.push(`${asyncScheduler.now()} tab ${tab} to ${to}`);
            return hasLostResult && tab === 1 ? NEVER : of('sent');
          },
        });
        const wait = tool({ name: 'wait', description: 'Waits.', execute: () => timer(5000) });
        const connection = connect(more.store ?? store);
        const conversation = Conversation.load('chat', client.chat.completions, {
          lock: false,
          request: { model: 'default' },
          tools: [sendMail, wait],
          ...more,
          store: connection.store,
        });
        const states: string[] = [];
        conversation.state.subscribe((state) => states.push(summarize(state)));
        return { conversation, last: () => states.at(-1), end: connection.end };
      };
      for (const [at, action] of Object.entries(actions(open))) timer(Number(at)).subscribe(action);
      flush();
    },
    { maxTime: 300_000 },
  );
  return { sent, requests: transport.requests };
}

/** Approves the first mail. */
export function approve({ conversation }: Tab): void {
  conversation.respondToApproval('mail', { approved: true });
}

export const needsApproval = { needsApproval: true } as const;
export const waiting = 'awaiting-approval: Hi ~ send_mail awaiting-approval';
export const done = 'idle: Hi <→send_mail> (sent) <Done.>';
export const notApproved = 'Refused: the call was not approved, and has not run.';

/** Returns a summary of the state of each tab. */
export const shown = (...tabs: readonly Tab[]): readonly string[] =>
  tabs.map(({ conversation }) => summarize(conversation.currentState));

export const withoutTime = (mail: string): string => mail.replace(/^\S+ /, '');

/** Simulates that the process of a tab dies: its lock is released, and its unsaved changes are lost. */
export function die({ conversation, end }: Tab): void {
  end();
  conversation.close();
}

/** Returns a store in memory, and the same store as a device uses it that may be offline. */
export function createMobileStore() {
  let isOffline = false;
  const memory = memoryStore();
  const call = <T>(work: () => T): T => {
    if (isOffline) throw new Error('offline');
    return work();
  };
  const mobile: ConversationStore = {
    load: (id, since) => call(() => memory.load(id, since)),
    append: (...args) => call(() => memory.append(...args)),
    list: () => memory.list(),
    delete: (id) => memory.delete(id),
    changes: (id) => from(memory.changes(id)).pipe(filter(() => !isOffline)),
  };
  const setOffline = (value: boolean): void => {
    isOffline = value;
  };
  return { memory, mobile, setOffline };
}

/** A lock for an environment without locks. */
export const noLock = (): Observable<never> => throwError(() => new Error('there are no locks'));
