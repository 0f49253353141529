import { Conversation, type ConversationOptions, PaymentRequiredError } from 'venice-rx';
import { NEVER } from 'rxjs';
import { apiError } from 'venice-rx/testing';
import { type Actions, summarizeRequests, edits, playConversation, sends } from './play-conversation.js';

const answer = { marbles: '-a|', values: { a: 'Yes.' } };
const unauthorized = { marbles: '---#', error: apiError(401) };
const unavailable = { marbles: '---#', error: apiError(503) };
const resume = (conversation: Conversation): boolean => conversation.resume();
const stop = (conversation: Conversation): void => {
  conversation.stop();
};
const clearQueue = (conversation: Conversation): void => {
  conversation.clearQueue();
};
/** Sends five messages; four of them are queued. */
const sendFive: Actions = { 0: sends('1'), 1: sends('2'), 1.1: sends('3'), 1.2: sends('4'), 1.3: sends('5') };

function play(
  replies: Parameters<typeof playConversation>[0],
  actions: Actions,
  options?: Partial<ConversationOptions>,
) {
  const outcome = playConversation(replies, { ...sendFive, ...actions }, options);
  return { ...outcome, requests: summarizeRequests(outcome.transport) };
}

describe('a failed run', () => {
  it('holds the queue', () => {
    const { requests, states, log } = play([unauthorized], {});

    expect(requests).toEqual(['1']);
    expect(log.at(-1)).toBe('3 failed: 1 +4 held !AuthenticationError');
    expect(states.map(({ isHeld }) => isHeld).slice(-2)).toEqual([false, true]);
  });

  it.each<[string, Actions[number], readonly string[]]>([
    ['resume', resume, ['1', '1 2', '1 2 <Yes.> 3']],
    ['send, which starts last', sends('6'), ['1', '1 2', '1 2 <Yes.> 3']],
    ['regenerate, which starts first', (it) => it.regenerate(), ['1', '1', '1 <Yes.> 2']],
    ['edit, which starts first', edits(0, 'One'), ['1', 'One', 'One <Yes.> 2']],
  ])('has a queue that is released by %s', (name, command, expected) => {
    const answers = Array.from({ length: 5 }, () => answer);
    const isLonger = !name.startsWith('resume');
    const { requests, states, returned } = play([unauthorized, ...answers.slice(isLonger ? 0 : 1)], {
      9: command,
    });

    expect(requests.slice(0, 3)).toEqual(expected);
    expect(requests).toHaveLength(isLonger ? 6 : 5);
    expect(requests.at(-1)).toMatch(name.startsWith('send') ? / 6$/ : / 5$/);
    expect(states.at(-1)).toMatchObject({ status: 'idle', queue: [], isHeld: false });
    expect(returned.at(-1)).toBe(true);
  });

  it('holds the rest of the queue again if the next run fails', () => {
    const { log } = play([unauthorized, unauthorized], { 9: resume });

    expect(log.at(-1)).toBe('12 failed: 1 2 +3 held !AuthenticationError');
  });

  it.each<[string, Partial<ConversationOptions>, typeof unavailable, boolean]>([
    ["'failure' after a 503", { holdQueueOn: 'failure' }, unavailable, true],
    ["'not-retryable' after a 401", { holdQueueOn: 'not-retryable' }, unauthorized, true],
    ["'not-retryable' after a 503", { holdQueueOn: 'not-retryable' }, unavailable, false],
    ["'never' after a 401", { holdQueueOn: 'never' }, unauthorized, false],
    [
      'a function that returns true',
      { holdQueueOn: ({ name }) => name === 'AuthenticationError' },
      unauthorized,
      true,
    ],
    [
      'a function that returns false',
      { holdQueueOn: (error) => error instanceof PaymentRequiredError },
      unauthorized,
      false,
    ],
  ])(
    'holds the queue, or starts the next command, as `holdQueueOn` decides: %s',
    (_, options, reply, isHeld) => {
      const { requests, states } = play(
        [reply, ...(isHeld ? [] : [answer, answer, answer, answer])],
        {},
        options,
      );

      expect(states.at(-1)?.isHeld).toBe(isHeld);
      expect(requests).toHaveLength(isHeld ? 1 : 5);
    },
  );

  it('holds the queue if the function throws, and has its error in the state', () => {
    const mistake = new RangeError('thrown by holdQueueOn');
    const holdQueueOn = (): never => {
      throw mistake;
    };
    const { requests, states } = play([unauthorized], {}, { holdQueueOn });

    expect(requests).toEqual(['1']);
    expect(states.at(-1)).toMatchObject({ status: 'failed', isHeld: true });
    expect(states.at(-1)?.error).toBe(mistake);
  });

  it('does not hold an empty queue', () => {
    const { states, returned } = playConversation([unauthorized, answer], {
      0: sends('Hi'),
      5: resume,
      9: sends('Hello?'),
    });

    expect(states.some(({ isHeld }) => isHeld)).toBe(false);
    expect(returned).toEqual([true, false, true]);
    expect(states.at(-1)?.status).toBe('idle');
  });
});

describe('stop', () => {
  it('holds the queue', () => {
    const { requests, log } = play([unavailable, answer, answer, answer, answer], { 2: stop, 9: resume });

    expect(log).toContain('2 idle: 1 +4 held');
    expect(requests[1]).toBe('1 2');
    expect(requests).toHaveLength(5);
  });

  it('holds the queue even if a failure would not', () => {
    const { requests } = play([unavailable], { 2: stop }, { holdQueueOn: 'never' });

    expect(requests).toEqual(['1']);
  });
});

describe('clearQueue', () => {
  it('removes a held queue', () => {
    const { log, requests } = play([unauthorized, answer], { 9: clearQueue, 10: resume, 11: sends('6') });

    expect(log.filter((line) => line.startsWith('9 ') || line.startsWith('10 '))).toEqual([
      '9 failed: 1 !AuthenticationError',
    ]);
    expect(requests).toEqual(['1', '1 6']);
  });

  it('removes the queued commands, and does not stop the run', () => {
    const { log, requests } = play([{ marbles: '---a|', values: answer.values }], { 2: clearQueue });

    expect(log.at(-1)).toBe('4 idle: 1 <Yes.>');
    expect(requests).toHaveLength(1);
  });

  it('does nothing if the queue is empty', () => {
    const { log } = playConversation([], { 0: clearQueue });

    expect(log).toEqual(['0 idle:']);
  });
});

describe('close', () => {
  it('removes a held queue', () => {
    const { states, isComplete, returned } = play([unauthorized], {
      9: (conversation) => {
        conversation.close();
      },
      10: resume,
    });

    expect(states.at(-1)).toMatchObject({ queue: [], isHeld: false });
    expect([isComplete, returned.at(-1)]).toEqual([true, false]);
  });
});

it('rejects an invalid `holdQueueOn`', () => {
  const holdQueueOn = 'always' as 'never';

  expect(() => new Conversation(() => NEVER, { request: { model: 'default' }, holdQueueOn })).toThrow(
    new TypeError(
      "`holdQueueOn` must be 'failure', 'not-retryable', 'never' or a function; received a string",
    ),
  );
});
