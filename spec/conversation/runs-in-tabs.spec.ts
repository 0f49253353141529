import { Conversation, type ConversationStore, type LoadOptions } from 'venice-rx';
import { memoryStore } from 'venice-rx/stores';
import { type ChatReply } from 'venice-rx/testing';
import { NEVER, concatMap, from, map, noop, timer } from 'rxjs';
import {
  type Tab,
  answer,
  approve,
  mails,
  mailsSlowly,
  mailsTwice,
  playTabs,
  die,
  done,
  makeMobile,
  needsApproval,
  noLock,
  notApproved,
  shown,
  waiting,
  withoutTime,
} from './mailing-tabs.js';
import { mutex } from './mutex.js';
import { asked } from './played.js';

/** A device approves a call while it is offline, and another one refuses it and approves the other call. */
function decideApart(
  one: Tab,
  other: Tab,
  setOffline: (value: boolean) => void,
): Readonly<Record<number, () => void>> {
  return {
    1000: () => {
      setOffline(true);
    },
    2000: () => {
      approve(one);
    },
    5000: () => {
      other.conversation.respondToApproval('mail', { approved: false });
      other.conversation.respondToApproval('second', { approved: true });
    },
  };
}

it('give up a run that awaits an approval if another device has continued it in the meantime', () => {
  const { memory, mobile, setOffline } = makeMobile();
  const { sent } = playTabs([mails, answer, answer], needsApproval, (open) => {
    const [one, other] = [open({ lock: 'store', store: mobile }), open({ lock: 'store', store: memory })];
    one.conversation.send('Hi');
    one.conversation.send('Next', { whileRunning: 'concat' });
    return {
      1000: () => {
        setOffline(true);
      },
      5000: () => {
        approve(other);
      },
      50_000: () => {
        expect(shown(other)).toEqual([`${done} +1 held`]);
        expect(one.conversation.currentState.isRunning).toBe(true);
        setOffline(false);
      },
      120_000: () => {
        expect(shown(one, other)).toEqual(Array(2).fill(`${done} Next <Done.>`));
        for (const { conversation } of [one, other]) conversation.close();
      },
    };
  });

  expect(sent.map(withoutTime)).toEqual(['tab 2 to Maren']);
});

it('take the calls of the device that has finished the answer, and not those of the device that was offline', () => {
  const { memory, mobile, setOffline } = makeMobile();
  const { sent } = playTabs([mailsTwice, answer, answer], needsApproval, (open) => {
    const [one, other] = [open({ lock: 'store', store: mobile }), open({ lock: 'store', store: memory })];
    one.conversation.send('Hi');
    return {
      ...decideApart(one, other, setOffline),
      50_000: () => {
        expect(shown(one)[0]).toMatch(
          /^awaiting-approval: .* send_mail done "sent" send_mail awaiting-approval$/,
        );
        setOffline(false);
      },
      120_000: () => {
        const end = 'idle: Hi <→send_mail →send_mail> (Refused: this call may not be run.) (sent) <Done.>';
        expect(shown(one, other)).toEqual([end, end]);
        const from = other.conversation.export();
        const request = { model: 'default' };
        expect(() => new Conversation(() => NEVER, { request, from })).not.toThrow();
        for (const { conversation } of [one, other]) conversation.close();
      },
    };
  });

  expect(sent.map(withoutTime)).toEqual(['tab 1 to Maren', 'tab 2 to Ben']);
});

it('do not make a finished answer one that was interrupted, when a run is given up', () => {
  const { memory, mobile, setOffline } = makeMobile();
  const { requests } = playTabs([mails, answer, answer], needsApproval, (open) => {
    const [one, other] = [open({ lock: 'store', store: mobile }), open({ lock: 'store', store: memory })];
    one.conversation.send('Hi');
    return {
      1000: () => {
        setOffline(true);
      },
      5000: () => {
        approve(other);
      },
      50_000: () => {
        setOffline(false);
      },
      120_000: () => {
        expect([one, other].map(({ conversation }) => conversation.currentState.interrupted)).toEqual([
          undefined,
          undefined,
        ]);
        other.conversation.regenerate();
      },
      125_000: () => {
        for (const { conversation } of [one, other]) conversation.close();
      },
    };
  });

  expect(asked({ requests } as Parameters<typeof asked>[0])[2]).not.toContain('cancelled');
});

it('do not give up a run because of their own rows, of which the store has not told that they are saved', () => {
  let isLost = false;
  const memory = memoryStore();
  const forgetful: ConversationStore = {
    load: (id, since) => memory.load(id, since),
    append: (id, rows, given) =>
      from(memory.append(id, rows, given)).pipe(
        map((revision) => {
          const hasOpenCalls = JSON.stringify(rows).includes('"status":"awaiting-approval"');
          if (isLost || !hasOpenCalls) return revision;
          isLost = true;
          throw new Error('the connection was lost');
        }),
      ),
    list: () => memory.list(),
    delete: (id) => memory.delete(id),
    changes: (id) => memory.changes(id),
  };
  playTabs([mails, answer], needsApproval, (open) => {
    const one = open({ lock: noLock, store: forgetful });
    one.conversation.send('Hi');
    return {
      30_000: () => {
        expect(isLost).toBe(true);
        expect(shown(one)).toEqual([waiting]);
        expect(one.conversation.currentState.isRunning).toBe(true);
        one.conversation.close();
      },
    };
  });
  expect.assertions(3);
});

it('refuse the calls of a tab that is gone at once when they are stopped where there are no locks', () => {
  playTabs([mails, answer], needsApproval, (open) => {
    const [one, other] = [open({ lock: noLock }), open({ lock: noLock })];
    one.conversation.send('Hi');
    return {
      1000: () => {
        one.end();
      },
      2000: () => {
        other.conversation.stop();
      },
      3000: () => {
        expect(shown(other)).toEqual([`idle: Hi <→send_mail> (${notApproved})`]);
        for (const { conversation } of [one, other]) conversation.close();
      },
    };
  });
  expect.assertions(1);
});

it('refuse the calls of a reloaded conversation at once if there can be no other one', () => {
  playTabs([mails, answer], needsApproval, (open) => {
    const memory = memoryStore();
    const slow: ConversationStore = {
      load: (id, since) => timer(50).pipe(concatMap(() => memory.load(id, since))),
      append: (...args) => memory.append(...args),
      list: () => memory.list(),
      delete: (id) => memory.delete(id),
      changes: (id) => memory.changes(id),
    };
    const one = open({ lock: false, store: slow });
    one.conversation.send('Hi');
    let reloaded: Tab | undefined;
    return {
      2000: () => {
        die(one);
      },
      3000: () => (reloaded = open({ lock: false, store: slow })),
      4000: () => {
        expect(shown(reloaded!)).toEqual([waiting]);
        reloaded!.conversation.stop();
        expect(shown(reloaded!)).toEqual([`idle: Hi <→send_mail> (${notApproved})`]);
        reloaded!.conversation.close();
      },
    };
  });
  expect.assertions(2);
});

it('use a response that is given after the calls of a tab that is gone were to be refused', () => {
  const answers: unknown[] = [];
  const { sent } = playTabs([mails, answer], needsApproval, (open) => {
    const [one, other] = [open({ lock: 'store' }), open({ lock: 'store' })];
    one.conversation.send('Hi');
    return {
      2000: () => {
        one.end();
      },
      3000: () => {
        other.conversation.stop();
      },
      5000: () => {
        const { completion } = other.conversation.respondToApproval('mail', { approved: true });
        completion.subscribe(({ choices }) => answers.push(choices[0]?.message.content));
      },
      60_000: () => {
        expect(shown(other)).toEqual([done]);
        for (const { conversation } of [one, other]) conversation.close();
      },
    };
  });

  expect(sent.map(withoutTime)).toEqual(['tab 2 to Maren']);
  expect(answers).toEqual(['Done.']);
});

describe('a request to stop a run that has ended before it arrives', () => {
  const streaming: ChatReply = { marbles: 'a 20s a|', values: { a: 'New. ' } };

  it('does not stop the next one, which answers the same question', () => {
    const { memory, mobile, setOffline } = makeMobile();
    playTabs([{ marbles: '3s a|', values: { a: 'Well.' } }, streaming], needsApproval, (open) => {
      const lock = mutex();
      const [one, other] = [open({ lock, store: memory }), open({ lock, store: mobile })];
      one.conversation.send('Hi');
      one.conversation.regenerate(undefined, { whileRunning: 'concat' });
      return {
        1000: () => {
          setOffline(true);
        },
        2000: () => {
          other.conversation.stop();
        },
        10_000: () => {
          expect(one.conversation.currentState.status).toBe('streaming');
          setOffline(false);
        },
        20_000: () => {
          expect(one.conversation.currentState.status).toBe('streaming');
        },
        60_000: () => {
          expect(shown(one, other)).toEqual(Array(2).fill('idle: Hi <New. New. >'));
          for (const { conversation } of [one, other]) conversation.close();
        },
      };
    });
    expect.assertions(3);
  });

  it('does not stop the one that repeats it on a device that was offline', () => {
    const { memory, mobile, setOffline } = makeMobile();
    playTabs([{ marbles: '3s #' }, streaming], needsApproval, (open) => {
      const lock = mutex();
      const [one, other] = [open({ lock, store: mobile }), open({ lock, store: memory })];
      one.conversation.send('Hi').completion.subscribe({ error: noop });
      return {
        1000: () => {
          setOffline(true);
        },
        2000: () => {
          other.conversation.stop();
        },
        4000: () => {
          expect(one.conversation.currentState.status).toBe('failed');
          one.conversation.regenerate();
        },
        5000: () => {
          setOffline(false);
        },
        15_000: () => {
          expect(one.conversation.currentState.status).toBe('streaming');
        },
        60_000: () => {
          expect(shown(one, other)).toEqual(Array(2).fill('idle: Hi <New. New. >'));
          for (const { conversation } of [one, other]) conversation.close();
        },
      };
    });
    expect.assertions(3);
  });
});

it.each<[string, () => NonNullable<LoadOptions['lock']>]>([
  ['with a lock', mutex],
  ['without locks', () => noLock],
])('hold the queue of a run whose answer is removed in another tab, %s', (_, makeLock) => {
  const { requests } = playTabs([mails, answer], needsApproval, (open) => {
    const lock = makeLock();
    const [one, other] = [open({ lock }), open({ lock })];
    one.conversation.send('Hi');
    return {
      1000: () => one.conversation.send('Next', { whileRunning: 'concat' }),
      2000: () => {
        other.conversation.remove(other.conversation.currentState.entries[1]?.id ?? '');
      },
      60_000: () => {
        expect(shown(one, other)).toEqual(Array(2).fill('idle: Hi +1 held'));
        for (const { conversation } of [one, other]) conversation.close();
      },
    };
  });

  expect(requests).toHaveLength(1);
});

it('keep the result of a call that another tab does not know of, when it writes the answer as it was', () => {
  const { sent } = playTabs([mailsTwice, answer], needsApproval, (open) => {
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
    const one = open({ lock: noLock, store: full });
    one.conversation.send('Hi');
    return {
      1000: () => (isFull = true),
      2000: () => {
        approve(one);
      },
      3000: () => {
        const { id } = one.conversation.currentState.entries[1] ?? {};
        from(memory.load('chat'))
          .pipe(
            concatMap(({ revision, rows }) =>
              memory.append(
                'chat',
                rows.filter((row) => row.id === id),
                revision,
              ),
            ),
          )
          .subscribe();
      },
      4000: () => (isFull = false),
      20_000: () => {
        const { toolCalls } = one.conversation.currentState;
        expect(toolCalls.map(({ status }) => status)).toEqual(['done', 'awaiting-approval']);
        one.conversation.respondToApproval('second', { approved: true });
      },
      30_000: () => {
        expect(shown(one)).toEqual(['idle: Hi <→send_mail →send_mail> (sent) (sent) <Done.>']);
        one.conversation.close();
      },
    };
  });

  expect(sent.map(withoutTime)).toEqual(['tab 1 to Maren', 'tab 1 to Ben']);
});

it('hold the queue of a run whose calls another tab refuses, without locks', () => {
  const { requests } = playTabs([mails, answer], needsApproval, (open) => {
    const [one, other] = [open({ lock: noLock }), open({ lock: noLock })];
    one.conversation.send('Hi');
    return {
      1000: () => one.conversation.send('Next', { whileRunning: 'concat' }),
      2000: () => {
        other.conversation.stop();
      },
      60_000: () => {
        const end = `idle: Hi <→send_mail> (${notApproved}) +1 held`;
        expect(shown(one, other)).toEqual([end, end]);
        expect(one.conversation.currentState.entries[2]?.versions).toHaveLength(1);
        for (const { conversation } of [one, other]) conversation.close();
      },
    };
  });

  expect(requests).toHaveLength(1);
});

it('keep the finished answer if the device that was offline has been closed in the meantime', () => {
  const { memory, mobile, setOffline } = makeMobile();
  playTabs([mailsTwice, answer], needsApproval, (open) => {
    const [one, other] = [open({ lock: 'store', store: mobile }), open({ lock: 'store', store: memory })];
    one.conversation.send('Hi');
    return {
      ...decideApart(one, other, setOffline),
      20_000: () => {
        one.conversation.close();
      },
      33_000: () => {
        expect(other.conversation.currentState.status).toBe('idle');
        setOffline(false);
      },
      120_000: () => {
        const end = 'idle: Hi <→send_mail →send_mail> (Refused: this call may not be run.) (sent) <Done.>';
        expect(shown(other)).toEqual([end]);
        other.conversation.close();
      },
    };
  });
  expect.assertions(2);
});

it('hold the queue too if the other tab has requested the right to send for that run before', () => {
  const { requests } = playTabs([mailsSlowly, answer], needsApproval, (open) => {
    const [one, other] = [open({ lock: noLock }), open({ lock: noLock })];
    one.conversation.send('Hi');
    return {
      1000: () => one.conversation.send('Next', { whileRunning: 'concat' }),
      20_000: () => {
        other.conversation.stop();
      },
      90_000: () => {
        const end = `idle: Hi <→send_mail> (${notApproved}) +1 held`;
        expect(shown(one, other)).toEqual([end, end]);
        for (const { conversation } of [one, other]) conversation.close();
      },
    };
  });

  expect(requests).toHaveLength(1);
});
