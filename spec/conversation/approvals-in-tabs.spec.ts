import {
  Conversation,
  type ConversationRow,
  type ConversationStore,
  type LoadOptions,
  type RunHandle,
  ToolError,
  tool,
} from 'venice-rx';
import { memoryStore } from 'venice-rx/stores';
import { type ChatReply, inVirtualTime } from 'venice-rx/testing';
import { NEVER, concatMap, from, timer } from 'rxjs';
import { z } from 'zod';
import {
  type Tab,
  answer,
  approve,
  mails,
  mailsAndWaits,
  mailsTwice,
  playTabs,
  die,
  done,
  needsApproval,
  notApproved,
  shown,
  waiting,
  withoutTime,
} from './mailing-tabs.js';
import { mutex } from './mutex.js';
import { summarizeRequests } from './play-conversation.js';

type Actions = (
  one: Tab,
  other: Tab,
  open: (more?: Partial<LoadOptions>) => Tab,
) => Readonly<Record<number, () => unknown>>;

const locks: readonly [string, () => LoadOptions['lock']][] = [
  ['a lock', mutex],
  ['a row of the store', () => 'store'],
];

describe.each(locks)('two tabs with %s, one of which has a run that awaits an approval', (_, makeLock) => {
  /** Opens two tabs, sends `Hi` in the first one, plays the actions, and closes all tabs in the end. */
  function play(replies: readonly ChatReply[], actions: Actions, others: Partial<LoadOptions> = {}) {
    return playTabs(replies, needsApproval, (open) => {
      const lock = makeLock();
      const tabs: Tab[] = [];
      const openTab = (more: Partial<LoadOptions> = {}): Tab => {
        const tab = open({ ...(lock !== undefined && { lock }), ...more });
        tabs.push(tab);
        return tab;
      };
      const [one, other] = [openTab(), openTab(others)];
      one.conversation.send('Hi');
      const close = (): void => {
        for (const { conversation } of tabs) conversation.close();
      };
      return { ...actions(one, other, openTab), 200_000: close };
    });
  }

  it('run the tool in the tab with the run when the other tab approves', () => {
    const { sent, requests } = play([mails, answer], (one, other) => ({
      2000: () => {
        expect(shown(one, other)).toEqual([waiting, waiting]);
        expect([one, other].map(({ conversation }) => conversation.currentState.isRunning)).toEqual([
          true,
          false,
        ]);
        approve(other);
      },
      3000: () => {
        expect(shown(one, other)).toEqual([done, done]);
      },
    }));

    expect(sent.map(withoutTime)).toEqual(['tab 1 to Maren']);
    expect(requests).toHaveLength(2);
  });

  it('send the model the reason of a refusal in the other tab', () => {
    const { sent, requests } = play([mails, answer], (one, other) => ({
      2000: () => other.conversation.respondToApproval('mail', { approved: false, reason: 'Not to her.' }),
      3000: () => {
        expect(shown(one, other)[0]).toMatch(/^idle: Hi <→send_mail> \(.*Not to her\.\) <Done\.>$/);
        expect(shown(one, other)[1]).toBe(shown(one)[0]);
      },
    }));

    expect(sent).toEqual([]);
    expect(summarizeRequests({ requests } as Parameters<typeof summarizeRequests>[0])[1]).toContain(
      'Not to her.',
    );
  });

  it('use and record the arguments that the other tab has changed', () => {
    const { sent } = play([mails, answer], (one, other) => ({
      2000: () => other.conversation.respondToApproval('mail', { approved: true, arguments: { to: 'Ben' } }),
      3000: () => {
        for (const { conversation } of [one, other])
          expect(conversation.currentState.entries[1]?.toolCalls).toMatchObject([
            { status: 'done', editedArguments: { to: 'Ben' } },
          ]);
      },
    }));

    expect(sent.map(withoutTime)).toEqual(['tab 1 to Ben']);
  });

  it('validate changed arguments with the schema of the tab that runs the tool', () => {
    const anyMail = tool({
      name: 'send_mail',
      description: 'Sends a mail.',
      inputSchema: z.object({ to: z.unknown() }),
      needsApproval: true,
      execute: () => 'sent',
    });
    const { sent } = play(
      [mails, answer],
      (one, other) => ({
        2000: () => other.conversation.respondToApproval('mail', { approved: true, arguments: { to: 5 } }),
        3000: () => {
          expect(one.conversation.currentState.entries[1]?.toolCalls).toMatchObject([
            { status: 'failed', error: { reason: 'arguments' } },
          ]);
          expect(shown(other)).toEqual(shown(one));
        },
      }),
      { tools: [anyMail] },
    );

    expect(sent).toEqual([]);
  });

  it('use the first of two responses, and drop the second one', () => {
    const { sent } = play([mails, answer], (one, other) => {
      const ends: string[] = [];
      return {
        2000: () => {
          const handle = other.conversation.respondToApproval('mail', {
            approved: true,
            arguments: { to: 'Ben' },
          });
          handle.completion.subscribe({
            next: () => ends.push('answer'),
            complete: () => ends.push('complete'),
          });
          approve(one);
        },
        3000: () => {
          expect(shown(one, other)).toEqual([done, done]);
          expect(ends).toEqual(['complete']);
          expect(other.conversation.currentState.queue).toEqual([]);
        },
      };
    });

    expect(sent).toEqual(['2000 tab 1 to Maren']);
  });

  it('use the response that is saved first if two other tabs respond', () => {
    const { sent } = play([mails, answer], (one, other, open) => {
      let third: Tab | undefined;
      return {
        1000: () => (third = open()),
        2000: () => {
          other.conversation.respondToApproval('mail', { approved: false });
          approve(third!);
        },
        3000: () => {
          expect(shown(one)[0]).toMatch(/^idle: Hi <→send_mail> \(.*refused.*\) <Done\.>$/i);
          expect(shown(other, third!)).toEqual([...shown(one), ...shown(one)]);
        },
      };
    });

    expect(sent).toEqual([]);
  });

  it('reject a second response to a call', () => {
    const errors: unknown[] = [];
    const attempt = (tab: Tab): void => {
      try {
        approve(tab);
      } catch (error) {
        errors.push(error);
      }
    };
    const { sent } = play([mails, answer], (one, other, open) => {
      let third: Tab | undefined;
      return {
        1000: () => (third = open()),
        // The tab with the run does not receive the response.
        1500: () => one.end(),
        2000: () => {
          attempt(other);
          attempt(other);
        },
        2500: () => {
          attempt(third!);
          expect(errors).toHaveLength(2);
          one.conversation.close();
        },
      };
    });

    expect(errors).toEqual([expect.any(ToolError), expect.any(ToolError)]);
    expect(errors[1]).toMatchObject({ reason: 'approval', message: 'the call has been answered already' });
    expect(sent.map(withoutTime)).toEqual(['tab 2 to Maren']);
  });

  it('wait for the second call after the other tab has approved the first one', () => {
    const { sent } = play([mailsTwice, answer], (one, other) => ({
      2000: () => {
        approve(other);
      },
      3000: () => {
        for (const { conversation } of [one, other])
          expect(conversation.currentState.toolCalls.map(({ status }) => status)).toEqual([
            'done',
            'awaiting-approval',
          ]);
        other.conversation.respondToApproval('second', { approved: true });
      },
      4000: () => {
        expect(shown(one, other)).toEqual(
          Array(2).fill('idle: Hi <→send_mail →send_mail> (sent) (sent) <Done.>'),
        );
      },
    }));

    expect(sent.map(withoutTime)).toEqual(['tab 1 to Maren', 'tab 1 to Ben']);
  });

  it('use two responses that are given at the same time, with the same handle', () => {
    const { sent } = play([mailsTwice, answer], (one, other) => ({
      2000: () => {
        const handles = ['second', 'mail'].map((id) =>
          other.conversation.respondToApproval(id, { approved: true }),
        );
        expect(handles[1]).toBe(handles[0]);
      },
      3000: () => {
        expect(shown(one, other)).toEqual(
          Array(2).fill('idle: Hi <→send_mail →send_mail> (sent) (sent) <Done.>'),
        );
      },
    }));

    expect(sent).toHaveLength(2);
  });

  it('stop the run after `stop` in the other tab, and refuse its calls once', () => {
    const { sent, requests } = play([mails, answer], (one, other) => ({
      1000: () => one.conversation.send('Next', { whileRunning: 'concat' }),
      2000: () => {
        other.conversation.stop();
      },
      3000: () => {
        const end = `idle: Hi <→send_mail> (${notApproved}) +1 held`;
        expect(shown(one, other)).toEqual([end, end]);
        expect(other.conversation.currentState.entries[1]?.versions).toHaveLength(1);
        expect(other.conversation.currentState.entries[2]?.versions).toHaveLength(1);
        expect(one.conversation.currentState.interrupted).toEqual(
          other.conversation.currentState.interrupted,
        );
      },
    }));

    expect(sent).toEqual([]);
    expect(requests).toHaveLength(1);
  });

  it('stop a run while its answer is arriving after `stop` in the other tab', () => {
    const { requests } = play(
      [{ marbles: 'a 5s a 5s a|', values: { a: 'Well. ' } }, answer],
      (one, other) => ({
        7000: () => {
          other.conversation.stop();
        },
        8000: () => {
          expect(shown(one, other)).toEqual(Array(2).fill('idle: Hi <Well. Well. >'));
          expect(one.conversation.currentState.entries[1]?.status).toBe('stopped');
          other.conversation.regenerate();
        },
        9000: () => {
          expect(shown(one, other)).toEqual(Array(2).fill('idle: Hi <Done.>'));
        },
      }),
    );

    expect(requests).toHaveLength(2);
  });

  it('stop a run even if its next answer has begun before it is notified', () => {
    const { requests } = play([mails, { marbles: 'a 5s a|', values: { a: 'Well. ' } }], (one, other) => ({
      2000: () => {
        approve(one);
        other.conversation.stop();
      },
      3000: () => {
        expect(shown(one, other)).toEqual(Array(2).fill('idle: Hi <→send_mail> (sent) <Well. >'));
      },
    }));

    expect(requests).toHaveLength(2);
  });

  it('refuse the calls if the other tab sends a question, which is sent at once', () => {
    const { sent, requests } = play([mails, answer], (one, other) => ({
      2000: () => other.conversation.send('Rather not'),
      3000: () => {
        const end = `idle: Hi <→send_mail> (${notApproved}) Rather not <Done.>`;
        expect(shown(one, other)).toEqual([end, end]);
      },
    }));

    expect(sent).toEqual([]);
    expect(requests).toHaveLength(2);
  });

  it.each<[string, ChatReply, LoadOptions['whileRunning']]>([
    ['with `concat`', mails, 'concat'],
    ['while another tool runs', mailsAndWaits, undefined],
  ])('do not refuse the calls if the other tab sends a question %s', (__, reply, whileRunning) => {
    const { sent } = play([reply, answer, answer], (one, other) => ({
      2000: () => other.conversation.send('And?', { ...(whileRunning && { whileRunning }) }),
      3000: () => {
        expect(one.conversation.currentState.status).toBe('awaiting-approval');
        expect(other.conversation.currentState.status).toBe('queued');
        approve(other);
      },
      20_000: () => {
        expect(shown(one)[0]).toMatch(/^idle: Hi <→send_mail.*> \(sent\).* <Done\.> And\? <Done\.>$/);
        expect(shown(other)).toEqual(shown(one));
      },
    }));

    expect(sent).toHaveLength(1);
  });

  it('do not use a response that was cancelled before it was saved', () => {
    const { sent } = play([mails, answer], (one, other) => ({
      2000: () => {
        approve(other);
        other.conversation.cancelQueued(other.conversation.currentState.queue[0]?.id ?? '');
      },
      3000: () => {
        expect(shown(one, other)).toEqual([waiting, waiting]);
      },
    }));

    expect(sent).toEqual([]);
  });

  it('continue the run in the other tab if the tab with the run dies before it receives the response', () => {
    const { sent } = play([mails, answer], (one, other) => ({
      1000: () => {
        one.end();
      },
      2000: () => {
        approve(other);
      },
      2500: () => {
        die(one);
      },
      60_000: () => {
        expect(shown(other)).toEqual([done]);
      },
    }));

    expect(sent.map(withoutTime)).toEqual(['tab 2 to Maren']);
  });

  it('use both responses of a tab if the second one is given when the first one is saved', () => {
    const { sent } = play([mailsTwice, answer], (one, other) => {
      const handles: RunHandle[] = [];
      const respond = (callId: string): void => {
        handles.push(other.conversation.respondToApproval(callId, { approved: true }));
      };
      const answers: unknown[] = [];
      return {
        1000: () => {
          one.end();
        },
        2000: () => {
          respond('mail');
        },
        3000: () => {
          respond('second');
          expect(handles[1]).toBe(handles[0]);
          handles[1]?.completion.subscribe(({ choices }) => answers.push(choices[0]?.message.content));
        },
        4000: () => {
          die(one);
        },
        60_000: () => {
          expect(shown(other)).toEqual(['idle: Hi <→send_mail →send_mail> (sent) (sent) <Done.>']);
          expect(answers).toEqual(['Done.']);
          expect(other.conversation.currentState.queue).toEqual([]);
        },
      };
    });

    expect(sent).toHaveLength(2);
  });

  it.each<[string, (tab: Tab, setFull: (isFull: boolean) => void) => void, string]>([
    [
      'until its use can be saved',
      (_tab, setFull) => {
        setFull(false);
      },
      'tab 1 to Maren',
    ],
    ['and use it once if the tab with the run dies before', die, 'tab 2 to Maren'],
    [
      'and use it once if the tab with the run is closed before',
      ({ conversation }, setFull) => {
        conversation.close();
        setFull(false);
      },
      'tab 2 to Maren',
    ],
  ])('do not use a response %s', (__, proceed, expected) => {
    let isFull = false;
    const memory = memoryStore();
    const full: ConversationStore = {
      load: (id, since) => memory.load(id, since),
      append: (...args) => {
        if (isFull) throw new Error('full');
        return memory.append(...args);
      },
      list: () => memory.list(),
      delete: (id) => memory.delete(id),
      changes: (id) => memory.changes(id),
    };
    const { sent } = playTabs([mails, answer], needsApproval, (open) => {
      const lock = makeLock() ?? false;
      const [one, other] = [open({ lock, store: full }), open({ lock, store: memory })];
      one.conversation.send('Hi');
      return {
        1000: () => (isFull = true),
        2000: () => {
          approve(other);
        },
        2500: () => {
          const { toolCalls, queue } = one.conversation.currentState;
          expect(toolCalls[0]?.status).toBe('awaiting-approval');
          expect(queue).toEqual([]);
          expect(() => {
            approve(one);
          }).toThrow('the call has been answered already');
          proceed(one, (value) => {
            isFull = value;
          });
        },
        100_000: () => {
          expect(shown(other)).toEqual([done]);
          for (const { conversation } of [one, other]) conversation.close();
        },
      };
    });

    expect(sent.map(withoutTime)).toEqual([expected]);
  });

  describe('and whose store is slow to write', () => {
    /** The tab with the run needs 500 ms to save that it uses a response. */
    const playSlow = (reply: ChatReply, actions: Actions) =>
      playTabs([reply, answer], needsApproval, (open) => {
        const memory = memoryStore();
        const slow: ConversationStore = {
          load: (id, since) => memory.load(id, since),
          append: (...args) => timer(500).pipe(concatMap(() => memory.append(...args))),
          list: () => memory.list(),
          delete: (id) => memory.delete(id),
          changes: (id) => memory.changes(id),
        };
        const lock = makeLock() ?? false;
        const [one, other] = [open({ lock, store: slow }), open({ lock, store: memory })];
        one.conversation.send('Hi');
        const close = (): void => {
          for (const { conversation } of [one, other]) conversation.close();
        };
        return { ...actions(one, other, open), 100_000: close };
      });

    it('do not use a response that is cancelled before its use is saved', () => {
      const { sent } = playSlow(mails, (one, other) => ({
        10_000: () => {
          approve(other);
        },
        10_100: () => {
          const [command] = other.conversation.currentState.queue;
          expect(other.conversation.cancelQueued(command?.id ?? '')).toBe(true);
        },
        15_000: () => {
          expect(shown(one, other)).toEqual([waiting, waiting]);
          approve(one);
        },
        20_000: () => {
          expect(shown(one, other)).toEqual([done, done]);
        },
      }));

      expect(sent).toEqual(['15000 tab 1 to Maren']);
    });

    it('use a response to another call that is given in the meantime', () => {
      const { sent } = playSlow(mailsTwice, (one, other) => ({
        10_000: () => {
          approve(other);
        },
        10_100: () => other.conversation.respondToApproval('second', { approved: true }),
        20_000: () => {
          const end = 'idle: Hi <→send_mail →send_mail> (sent) (sent) <Done.>';
          expect(shown(one, other)).toEqual([end, end]);
        },
      }));

      expect(sent.map(withoutTime)).toEqual(['tab 1 to Maren', 'tab 1 to Ben']);
    });
  });

  it('keep a response of a closed tab until it can be used', () => {
    const { sent } = play([mails, answer], (one, other, open) => {
      let third: Tab | undefined;
      const errors: unknown[] = [];
      return {
        1000: () => {
          one.end();
        },
        2000: () => {
          approve(other);
        },
        3000: () => {
          other.conversation.close();
        },
        4000: () => {
          die(one);
        },
        100_000: () => {
          third = open();
          expect(shown(third)).toEqual([`${waiting} +1 held`]);
          try {
            approve(third);
          } catch (error) {
            errors.push(error);
          }
          expect(errors).toMatchObject([
            { reason: 'approval', message: 'the call has been answered already' },
          ]);
          expect(JSON.stringify(third.conversation.export())).not.toContain('approved');
          third.conversation.resume();
        },
        101_000: () => {
          expect(shown(third!)).toEqual([done]);
        },
      };
    });

    expect(sent.map(withoutTime)).toEqual(['tab 3 to Maren']);
  });

  it('use a response of a tab that is reloaded right afterwards', () => {
    const { sent } = play([mails, answer], (one, other, open) => {
      let reloaded: Tab | undefined;
      return {
        2000: () => {
          approve(other);
          other.conversation.close();
          reloaded = open();
        },
        3000: () => {
          expect(shown(one, reloaded!)).toEqual([done, done]);
        },
      };
    });

    expect(sent.map(withoutTime)).toEqual(['tab 1 to Maren']);
  });

  it('refuse the calls of a tab that dies after `stop` in the other tab', () => {
    const { sent } = play([mails, answer], (one, other, open) => {
      let third: Tab | undefined;
      return {
        1000: () => {
          one.end();
        },
        2000: () => {
          other.conversation.stop();
        },
        2500: () => {
          other.conversation.close();
        },
        3000: () => {
          die(one);
        },
        100_000: () => (third = open()),
        150_000: () => {
          expect(shown(third!)).toEqual([`idle: Hi <→send_mail> (${notApproved})`]);
        },
      };
    });

    expect(sent).toEqual([]);
  });
});

it('the handle of two responses stays active when the second one is cancelled', () => {
  const answers: unknown[] = [];
  playTabs([mailsTwice, answer], needsApproval, (open) => {
    const lock = mutex();
    const [one, other] = [open({ lock }), open({ lock })];
    one.conversation.send('Hi');
    return {
      1000: () => {
        one.end();
      },
      2000: () => {
        const { completion } = other.conversation.respondToApproval('mail', { approved: true });
        completion.subscribe(({ choices }) => answers.push(choices[0]?.message.content));
      },
      3000: () => {
        other.conversation.respondToApproval('second', { approved: true });
        const [second] = other.conversation.currentState.queue;
        other.conversation.cancelQueued(second?.id ?? '');
      },
      4000: () => {
        die(one);
      },
      10_000: () => {
        const { toolCalls } = other.conversation.currentState;
        expect(toolCalls.map(({ status }) => status)).toEqual(['done', 'awaiting-approval']);
        other.conversation.respondToApproval('second', { approved: true });
      },
      20_000: () => {
        other.conversation.close();
      },
    };
  });

  expect(answers).toEqual(['Done.']);
});

describe('a response in a store', () => {
  const row = (responses: unknown): ConversationRow => ({
    type: 'queued',
    id: 'c',
    value: {
      command: { type: 'regenerate', id: 'c', entryId: 'a', isContinuation: true },
      position: 0,
      responses,
    },
  });

  it.each<[string, unknown, string]>([
    ['a value that is not an array', {}, 'rows[0].value.responses'],
    ['an element that is not a response', [5], 'rows[0].value.responses[0]'],
    [
      'an id that is not a string',
      [{ callId: 5, response: { approved: true } }],
      'rows[0].value.responses[0]',
    ],
    [
      'a response without `approved`',
      [{ callId: 'mail', response: {} }],
      'rows[0].value.responses[0].response.approved',
    ],
    [
      'arguments of a refusal',
      [{ callId: 'mail', response: { approved: false, arguments: {} } }],
      'rows[0].value.responses[0].response.arguments',
    ],
    [
      'an unknown field',
      [{ callId: 'mail', response: { approved: true, isAdmin: true } }],
      'rows[0].value.responses[0].response.isAdmin',
    ],
  ])('is rejected with %s', (_, responses, path) => {
    inVirtualTime(({ flush }) => {
      const store = memoryStore();
      from(store.append('chat', [row(responses)], 0)).subscribe();
      const conversation = Conversation.load('chat', () => NEVER, {
        store,
        lock: false,
        request: { model: 'default' },
      });
      const { status, error } = conversation.currentState;
      expect(status).toBe('failed');
      expect((error?.cause as Error).message).toContain(`\`${path}\``);
      conversation.close();
      flush();
    });
    expect.assertions(2);
  });
});
