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
  createMobileStore,
  needsApproval,
  noLock,
  notApproved,
  shown,
  waiting,
  withoutTime,
} from './mailing-tabs.js';
import { mutex } from './mutex.js';
import { summarizeRequests } from './play-conversation.js';

/** The first device is offline when it approves a call; the second device refuses this call, and approves another call. */
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

it('a device gives up a run that awaits an approval if another device has continued it', () => {
  const { memory, mobile, setOffline } = createMobileStore();
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

it('devices use the results of the device that has finished the answer, not of the device that was offline', () => {
  const { memory, mobile, setOffline } = createMobileStore();
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

it('a device that gives up a run does not mark the finished answer as interrupted', () => {
  const { memory, mobile, setOffline } = createMobileStore();
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

  expect(summarizeRequests({ requests } as Parameters<typeof summarizeRequests>[0])[2]).not.toContain(
    'cancelled',
  );
});

it('a tab does not give up a run because of its own rows, even if the store did not confirm that it saved the rows', () => {
  let isLost = false;
  const memory = memoryStore();
  const forgetful: ConversationStore = {
    load: (id, since) => memory.load(id, since),
    append: (id, rows, revision) =>
      from(memory.append(id, rows, revision)).pipe(
        map((newRevision) => {
          const hasOpenCalls = JSON.stringify(rows).includes('"status":"awaiting-approval"');
          if (isLost || !hasOpenCalls) return newRevision;
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

it('a tab refuses the calls of a tab whose process has ended at once after `stop` if there are no locks', () => {
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

it('a reloaded conversation with `lock: false` refuses its calls at once after `stop`', () => {
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

it('a response after `stop` is used for the call of a tab whose process has ended', () => {
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

  it('does not stop the next run for the same question', () => {
    const { memory, mobile, setOffline } = createMobileStore();
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

  it('does not stop a later run for the same question on a device that was offline', () => {
    const { memory, mobile, setOffline } = createMobileStore();
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
])('a tab holds its queue if another tab removes the answer of its run, %s', (_, makeLock) => {
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

it('a tab keeps the result of a call when another tab saves an earlier state of the answer', () => {
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

it('a tab holds its queue if another tab refuses the calls of its run, without locks', () => {
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

it('a finished answer is kept if the device that was offline is closed', () => {
  const { memory, mobile, setOffline } = createMobileStore();
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

it('a tab holds its queue even if another tab has requested the lock while the answer arrived', () => {
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
