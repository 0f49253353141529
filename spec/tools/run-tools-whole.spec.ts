import { asyncScheduler, tap, timer } from 'rxjs';
import type { ToolRunEvent } from 'venice-rx';
import { inVirtualTime } from 'venice-rx/testing';
import { sized } from '../support/cases.js';
import { type WholeRun, createWholeRun, describeEvent } from './whole-run.js';

interface PerformedRun extends WholeRun {
  readonly all: readonly ToolRunEvent[];
  /** The same events as strings, with their times. */
  readonly log: readonly string[];
  readonly end: 'complete' | 'error' | 'none';
  /** The requests, tools and approvals that were subscribed to before and after unsubscribing. */
  readonly openBefore: readonly string[];
  readonly openAfter: readonly string[];
  /** The time of the last timer. */
  readonly lastTimer: number;
}

/** Performs the run in virtual time, and unsubscribes after `unsubscribeAt` ms. */
function performRun(unsubscribeAt = Infinity): PerformedRun {
  const log: string[] = [];
  const all: ToolRunEvent[] = [];
  let end: PerformedRun['end'] = 'none';
  let [openBefore, openAfter]: (readonly string[])[] = [[], []];
  let lastTimer = 0;
  const run = inVirtualTime(({ flush }) => {
    const created = createWholeRun();
    const subscription = created.events.pipe(tap((event) => log.push(describeEvent(event)))).subscribe({
      next: (event) => all.push(event),
      complete: () => (end = 'complete'),
      error: () => (end = 'error'),
    });
    const unsubscribe = (): void => {
      openBefore = getOpen(created);
      subscription.unsubscribe();
      openAfter = getOpen(created);
    };
    if (unsubscribeAt < Infinity) timer(unsubscribeAt).subscribe(unsubscribe);
    flush();
    lastTimer = asyncScheduler.now();
    return created;
  });
  return { ...run, all, log, end, openBefore: openBefore ?? [], openAfter: openAfter ?? [], lastTimer };
}

function getOpen({ open, transport }: WholeRun): readonly string[] {
  const requests = transport.requests.filter(({ outcome }) => outcome === 'open');
  return [...open, ...requests.map(() => 'request')];
}

describe('a run of three steps', () => {
  const whole = performRun();

  it('emits the expected events at the expected times', () => {
    expect(whole.log).toEqual([
      // The chunks before the first output are held back, since the request may be retried. Then two tools run at the same time.
      '4: 1 chunk',
      '4: 1 chunk',
      '6: 1 chunk',
      '8: 1 chunk',
      '10: 1 chunk',
      '12: 1 chunk',
      '14: 1 step',
      '14: 1 tool-call weather',
      '14: 1 tool-call time',
      '17: 1 tool-progress time',
      '17: 1 tool-result time',
      '18: 1 tool-progress weather',
      '24: 1 tool-progress weather',
      '24: 1 tool-result weather',
      // The second request fails at 27, and is sent again half a second later.
      '531: 2 chunk',
      '531: 2 chunk',
      '533: 2 chunk',
      '535: 2 chunk',
      '537: 2 step',
      '537: 2 tool-call drop',
      '537: 2 tool-approval drop',
      '542: 2 tool-result drop',
      '546: 3 chunk',
      '546: 3 chunk',
      '548: 3 chunk',
      '550: 3 chunk',
      '552: 3 chunk',
      '552: 3 step',
      '552: 3 completion',
    ]);
    expect(whole.end).toBe('complete');
  });

  it('sends four requests: only the failed one is repeated', () => {
    whole.transport.verify();
    const lengths = whole.transport.requests.map(
      ({ body }) => (body as { readonly messages: readonly unknown[] }).messages.length,
    );

    expect(lengths).toEqual([1, 4, 4, 6]);
    // A 503 is a complete response too.
    expect(whole.transport.requests.map(({ outcome }) => outcome)).toEqual([
      'completed',
      'completed',
      'completed',
      'completed',
    ]);
  });

  it('sends answers back unchanged, with one result for each call, in the order of the calls', () => {
    const { messages } = whole.transport.requests[3]!.body as { readonly messages: readonly unknown[] };

    expect(messages).toEqual([
      { role: 'user', content: 'How is Oslo?' },
      {
        role: 'assistant',
        content: '',
        reasoning_content: 'Two things to find out.',
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } },
          { id: 'call_2', type: 'function', function: { name: 'time', arguments: '{}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: '{"city":"Oslo","degrees":12}' },
      { role: 'tool', tool_call_id: 'call_2', content: 'noon' },
      {
        role: 'assistant',
        content: '',
        tool_calls: [
          { id: 'call_3', type: 'function', function: { name: 'drop', arguments: '{"table":"cities"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_3', content: 'Refused: Never.' },
    ]);
  });

  it('ends with the sums of usage and cost, and all messages', () => {
    expect(whole.all.at(-1)).toMatchObject({
      type: 'completion',
      step: 3,
      completion: {
        choices: [{ message: { content: 'Mild, at noon.' } }],
        usage: { total_tokens: 15 },
        cost: { usd: 0.25 },
      },
      usage: { prompt_tokens: 30, completion_tokens: 15, total_tokens: 45 },
      cost: { usd: 0.75, diem: 0 },
      messages: { length: 7, 6: { role: 'assistant', content: 'Mild, at noon.' } },
    });
  });
});

describe('unsubscribing from a run of three steps', () => {
  it.each([
    ['before the first chunk', 1, ['request']],
    ['in the middle of an answer with calls', 9, ['request']],
    ['while both tools run', 15, ['weather', 'time']],
    ['after the first of two results', 20, ['weather']],
    ['during the second request', 25, ['request']],
    ['during the delay before its retry', 300, []],
    ['while an approval is pending', 540, ['approval']],
    ['in the middle of the last answer', 547, ['request']],
  ])('%s emits nothing more, and leaves nothing open', (_, unsubscribeAt, open) => {
    const run = performRun(unsubscribeAt);

    expect(run.openBefore).toEqual(open);
    expect(run.openAfter).toEqual([]);
    expect(run.end).toBe('none');
    expect(run.log).toEqual(performRun().log.filter((line) => Number.parseInt(line, 10) < unsubscribeAt));
    expect(run.lastTimer).toBe(unsubscribeAt);
  });

  it('aborts the signals of running tools only', () => {
    const { signals } = performRun(20);

    expect(signals.get('weather')?.aborted).toBe(true);
    expect(signals.get('time')?.aborted).toBe(false);
    expect(performRun().signals.get('weather')?.aborted).toBe(false);
  });

  it('leaves nothing open at any millisecond', () => {
    const all = Array.from({ length: 552 }, (_, time) => time);
    // From 27 to 527 ms, the run only waits for the retry of the second request.
    const times = all.filter((time) => time <= 30 || time >= 525 || time % sized(20, 1) === 0);
    const runs = times.map((time) => [time, performRun(time)] as const);

    expect(runs.filter(([time, run]) => run.openAfter.length > 0 || run.lastTimer !== time)).toEqual([]);
  });
});
