import {
  EMPTY,
  NEVER,
  type Observable,
  type ObservableInput,
  Subject,
  asyncScheduler,
  concat,
  defer,
  from,
  of,
  takeUntil,
  timer,
} from 'rxjs';
import { Conversation, type ConversationStore, type LoadOptions, VeniceClient, tool } from 'venice-rx';
import { memoryStore } from 'venice-rx/stores';
import { finish, inVirtualTime, scriptedTransport, toolCall } from 'venice-rx/testing';
import { z } from 'zod';
import { inShort } from './played.js';

const values = {
  m: toolCall({ index: 0, id: 'mail', name: 'send_mail', arguments: { to: 'Maren' } }),
  f: finish('tool_calls'),
  a: 'Done.',
};
const replies = [
  { marbles: '-m-f|', values },
  { marbles: '-a|', values },
  { marbles: '-a|', values },
];

interface Tab {
  readonly conversation: Conversation;
  /** The last state in short. */
  readonly last: () => string | undefined;
  /** The process ends: from here on, nothing reaches the store, and nothing comes from it. */
  readonly end: () => void;
}

interface ToolOptions {
  readonly needsApproval: boolean;
  readonly idempotent?: boolean;
  /** The first tab never gets the result, as if it were gone. */
  readonly isLost?: boolean;
}

/** A store that can be cut off. */
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

/** Plays deeds at these times with conversations over one store; returns the executions of the tool. */
function play(
  { isLost = false, ...options }: ToolOptions,
  deeds: (open: (more?: Partial<LoadOptions>) => Tab) => Readonly<Record<number, () => void>>,
): readonly string[] {
  const sent: string[] = [];
  inVirtualTime(({ flush }) => {
    const store: ConversationStore = memoryStore();
    const client = new VeniceClient({ baseURL: 'http://test', transport: scriptedTransport(...replies) });
    let tabs = 0;
    const open = (more: Partial<LoadOptions> = {}): Tab => {
      tabs += 1;
      const tab = tabs;
      const sendMail = tool({
        name: 'send_mail',
        description: 'Sends a mail.',
        inputSchema: z.object({ to: z.string() }),
        ...options,
        execute: () => {
          sent.push(`${asyncScheduler.now()} tab ${tab}`);
          return isLost && tab === 1 ? NEVER : of('sent');
        },
      });
      const connection = connect(store);
      const conversation = Conversation.load('chat', client.chat.completions, {
        store: connection.store,
        lock: false,
        request: { model: 'default' },
        tools: [sendMail],
        ...more,
      });
      const states: string[] = [];
      const end = (): void => {
        connection.end();
      };
      conversation.state.subscribe((state) => states.push(inShort(state)));
      return { conversation, last: () => states.at(-1), end };
    };
    for (const [at, deed] of Object.entries(deeds(open))) timer(Number(at)).subscribe(deed);
    flush();
  });
  return sent;
}

function approve({ conversation }: Tab): void {
  conversation.respondToApproval('mail', { approved: true });
}

describe('an approval in a saved conversation', () => {
  it('is answered by the one that loads it', () => {
    let first: Tab | undefined;
    let second: Tab | undefined;
    const sent = play({ needsApproval: true }, (open) => ({
      0: () => {
        first = open();
        first.conversation.send('Hi');
      },
      90: () => first?.end(),
      100: () => {
        second = open();
      },
      200: () => {
        expect(second?.last()).toBe('awaiting-approval: Hi ~ send_mail awaiting-approval');
        approve(second as Tab);
      },
      300: () => {
        expect(second?.last()).toBe('idle: Hi <→send_mail> (sent) <Done.>');
        for (const tab of [first, second]) tab?.conversation.close();
      },
    }));

    expect(sent).toEqual(['200 tab 2']);
  });

  it('that was given in another tab is of no use once the first one has its own', () => {
    const tabs: Tab[] = [];
    const sent = play({ needsApproval: true }, (open) => ({
      0: () => {
        tabs.push(open({ lock: 'store' }));
        tabs[0]?.conversation.send('Hi');
      },
      1000: () => tabs.push(open({ lock: 'store' })),
      2000: () => {
        approve(tabs[1] as Tab);
      },
      3000: () => {
        approve(tabs[0] as Tab);
      },
      60_000: () => {
        const states = tabs.map(({ conversation }) => conversation.currentState);
        expect(states.map(inShort)).toEqual(Array(2).fill('idle: Hi <→send_mail> (sent) <Done.>'));
        expect(states.map(({ entries }) => entries.map(({ versions }) => versions.length))).toEqual(
          Array(2).fill([1, 1, 1, 1]),
        );
        for (const { conversation } of tabs) conversation.close();
      },
    }));

    expect(sent).toEqual(['3000 tab 1']);
  });
});

describe('a tool whose process ends while it runs, in a saved conversation', () => {
  it.each([
    [
      'is not executed again',
      false,
      ['4 tab 1'],
      '(No result: the call was cancelled. Whether it took effect is unknown.)',
    ],
    ['is executed again if it is idempotent', true, ['4 tab 1', '200 tab 2'], '(sent)'],
  ])('%s', (_name, idempotent, executions, result) => {
    let first: Tab | undefined;
    let second: Tab | undefined;
    const sent = play({ needsApproval: false, idempotent, isLost: true }, (open) => ({
      0: () => {
        first = open();
        first.conversation.send('Hi');
      },
      90: () => first?.end(),
      100: () => {
        second = open();
      },
      200: () => second?.conversation.regenerate(),
      300: () => {
        expect(second?.last()).toContain(result);
        expect(second?.last()).toContain('Done.');
        for (const tab of [first, second]) tab?.conversation.close();
      },
    }));

    expect(sent).toEqual(executions);
  });
});
