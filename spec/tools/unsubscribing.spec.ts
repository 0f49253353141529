import { EMPTY, NEVER, delay, filter, map, mergeMap, of, range, take, takeUntil, tap, timer } from 'rxjs';
import { type ToolRunEvent, runTools, tool } from 'venice-rx';
import { chunk, inVirtualTime } from 'venice-rx/testing';
import { answerWithCalls, createChat, request } from './chats.js';

/** The tool `work` with this `execute`. */
function createTool(execute: () => unknown, config: { timeout?: number } = {}) {
  return tool({ name: 'work', description: 'Works.', execute, ...config });
}

describe('a run that is unsubscribed from', () => {
  it.each(['chunk', 'step', 'tool-call', 'tool-progress', 'tool-result'] as const)(
    'at its first %s emits nothing more',
    (type) => {
      let requests = 0;
      let runs = 0;
      const chat = () =>
        of(...answerWithCalls(['work'], ['work'])).pipe(tap({ subscribe: () => (requests += 1) }));
      const work = createTool(() => of((runs += 1)));
      const events: ToolRunEvent[] = [];
      runTools(chat, request, { tools: [work] })
        .pipe(
          filter((event) => event.type === type),
          take(1),
        )
        .subscribe((event) => events.push(event));

      expect(events).toHaveLength(1);
      expect(requests).toBe(1);
      expect(runs).toBe(['tool-progress', 'tool-result'].includes(type) ? 1 : 0);
    },
  );

  it('stops a synchronous source', () => {
    let produced = 0;
    const source = range(0, 1000).pipe(map(() => ((produced += 1), chunk('a'))));
    runTools(() => source, request, { tools: [] })
      .pipe(take(3))
      .subscribe();

    expect(produced).toBe(3);
  });

  it('adds no listener to the signal of a tool', () => {
    const spies: jest.SpyInstance[] = [];
    const spyTool = tool({
      name: 'work',
      description: 'Spies on its signal.',
      execute: (_, { signal }) => {
        spies.push(jest.spyOn(signal, 'addEventListener'));
        return NEVER;
      },
    });
    const { chat } = createChat(answerWithCalls(['work']));
    runTools(chat, request, { tools: [spyTool] })
      .subscribe()
      .unsubscribe();

    expect(spies).toHaveLength(1);
    expect(spies[0]).not.toHaveBeenCalled();
  });

  it('ignores a Promise that rejects afterwards', async () => {
    let fail: (error: Error) => void = () => undefined;
    const promise = new Promise((_, reject) => (fail = reject));
    const errors: unknown[] = [];
    runTools(createChat(answerWithCalls(['work'])).chat, request, {
      tools: [createTool(() => promise)],
      onToolError: 'fail',
    })
      .subscribe({ error: (error: unknown) => errors.push(error) })
      .unsubscribe();
    fail(new Error('late'));
    await promise.catch(() => undefined);

    expect(errors).toEqual([]);
  });

  it('cancels a running tool, also with takeUntil', () => {
    inVirtualTime(({ cold, expectSubscriptions, expectObservable }) => {
      const work = cold('----|');
      const { chat } = createChat(of(...answerWithCalls(['work'])).pipe(delay(2)));
      const result = runTools(chat, request, { tools: [createTool(() => work)] }).pipe(
        mergeMap(() => EMPTY),
        takeUntil(timer(4)),
      );

      expectObservable(result).toBe('----|');
      expectSubscriptions(work.subscriptions).toBe('--^-!');
    });
  });
});
