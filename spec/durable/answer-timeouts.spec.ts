import { AsyncLocalStorage } from 'node:async_hooks';
import { asyncScheduler, timer } from 'rxjs';
import { inVirtualTime } from 'venice-rx/testing';
import { AnswerTimeouts, type WaitingCall } from '../../src/durable/answer-timeouts.js';

/** A timeout of 1,000 ms, and calls that record when they expire. */
function createCalls(count: number) {
  const timeouts = new AnswerTimeouts(1000);
  const expired: string[] = [];
  const calls = Array.from({ length: count }, (_, index): WaitingCall => ({
    waitsUntil: 0,
    expire: () => {
      expired.push(`${index} at ${asyncScheduler.now()}`);
    },
  }));
  return { timeouts, calls, expired };
}

function at(time: number, action: () => void): void {
  timer(time).subscribe(action);
}

it('expires each call at its own time, even if others are answered before', () => {
  inVirtualTime(({ flush }) => {
    const { timeouts, calls, expired } = createCalls(4);
    for (const [index, call] of calls.entries()) {
      at(index * 300, () => {
        timeouts.add(call);
      });
    }
    at(950, () => {
      timeouts.delete(calls[0]!);
      timeouts.delete(calls[2]!);
    });
    flush();

    expect(expired).toEqual(['1 at 1300', '3 at 1900']);
  });
});

it('gives its whole time to a call that is added while another one expires', () => {
  inVirtualTime(({ flush }) => {
    const { timeouts, calls, expired } = createCalls(3);
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

it('expires calls in the async context in which the AnswerTimeouts were created', async () => {
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

  it('expires all calls within two timeouts after the clock is set back by an hour', () => {
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

  it('expires the other calls if `expire` of one throws', () => {
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
