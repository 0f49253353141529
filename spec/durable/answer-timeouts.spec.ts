import { AsyncLocalStorage } from 'node:async_hooks';
import { asyncScheduler, timer } from 'rxjs';
import { inVirtualTime } from 'venice-rx/testing';
import { AnswerTimeouts, type WaitingCall } from '../../src/durable/answer-timeouts.js';

/** Calls that note when they expire. */
function createCalls(count: number) {
  const timeouts = new AnswerTimeouts(1000);
  const expired: string[] = [];
  let time = 0;
  const calls = Array.from({ length: count }, (_, index): WaitingCall => ({
    waitsUntil: 0,
    expire: () => {
      expired.push(`${index} at ${time}`);
    },
  }));
  const at = (due: number, action: () => void): void => {
    timer(due).subscribe(() => {
      time = due;
      action();
    });
  };
  return { timeouts, calls, expired, at };
}

it('expires each call at its own time, however many are answered before it', () => {
  inVirtualTime(({ flush }) => {
    const { timeouts, calls, expired, at } = createCalls(4);
    for (const [index, call] of calls.entries()) {
      at(index * 300, () => {
        timeouts.add(call);
      });
    }
    at(950, () => {
      timeouts.delete(calls[0]!);
      timeouts.delete(calls[2]!);
    });
    for (const due of [1299, 1300, 1899, 1900]) at(due, () => undefined);
    flush();

    expect(expired).toEqual(['1 at 1300', '3 at 1900']);
  });
});

it('gives a call that is added while others expire its whole time', () => {
  inVirtualTime(({ flush }) => {
    const { timeouts, calls, expired, at } = createCalls(3);
    const [first, second, third] = calls as [WaitingCall, WaitingCall, WaitingCall];
    at(0, () => {
      timeouts.add({
        waitsUntil: 0,
        expire: () => {
          timeouts.add(third);
        },
      });
    });
    at(10, () => {
      timeouts.add(first);
      timeouts.add(second);
    });
    for (const due of [1009, 1010, 1999, 2000]) at(due, () => undefined);
    flush();

    expect(expired).toEqual(['0 at 1010', '1 at 1010', '2 at 2000']);
  });
});

it('has no timer while no call waits', () => {
  inVirtualTime(({ flush }) => {
    const { timeouts, calls, expired } = createCalls(2);
    for (const call of calls) timeouts.add(call);
    for (const call of calls) timeouts.delete(call);
    timeouts.delete(calls[0]!);
    flush();

    expect(expired).toEqual([]);
    expect(asyncScheduler.now()).toBe(0);
  });
});

it('expires calls in the async context in which it was created, not in those of the calls', async () => {
  const user = new AsyncLocalStorage<string>();
  const timeouts = user.run('process', () => new AnswerTimeouts(5));
  const expireIn = (context: string) =>
    new Promise((resolve) => {
      const expire = (): void => {
        resolve(user.getStore());
      };
      user.run(context, () => {
        timeouts.add({ waitsUntil: 0, expire });
      });
    });

  expect(await Promise.all(['alice', 'bob'].map(expireIn))).toEqual(['process', 'process']);
});

describe('with real timers', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('expires calls at most one timeout late after the clock was set back by an hour', () => {
    const { timeouts, calls, expired } = createCalls(2);
    const [before, after] = calls as [WaitingCall, WaitingCall];
    timeouts.add(before);
    jest.advanceTimersByTime(500);
    jest.setSystemTime(Date.now() - 3_600_000);
    timeouts.add(after);
    jest.advanceTimersByTime(999);
    expect(expired).toEqual([]);
    jest.advanceTimersByTime(1001);

    expect(expired).toHaveLength(2);
  });

  it('expires the other calls when the callback of one throws', () => {
    const { timeouts, calls, expired } = createCalls(1);
    const expire = (): void => {
      throw new Error('broken');
    };
    timeouts.add({ waitsUntil: 0, expire });
    timeouts.add(calls[0]!);

    expect(() => jest.advanceTimersByTime(1001)).toThrow('broken');
    jest.advanceTimersByTime(10);
    expect(expired).toHaveLength(1);
  });
});
