import { NEVER, concat, lastValueFrom, of, toArray } from 'rxjs';
import { inVirtualTime } from 'venice-rx/testing';
import { AnswerTimeouts } from '../../src/durable/answer-timeouts.js';
import { callStore } from '../../src/durable/call-store.js';

it('accepts an answer that arrived in time while the process was busy', async () => {
  const failures: unknown[] = [];
  const observer = {
    onFailure: (error: unknown) => void failures.push(error),
    onAnswer: () => undefined,
  };
  let calls = 0;
  const call = (): Promise<string> => {
    calls += 1;
    // Like an answer in a socket buffer: Node reads it after the timers that are due.
    return new Promise((resolve) => setImmediate(resolve, 'answer'));
  };
  // After an immediate, Node runs the timers that are due.
  await new Promise(setImmediate);
  const answer = lastValueFrom(callStore(call, new AnswerTimeouts(20), observer));
  const start = performance.now();
  while (performance.now() - start < 100);

  expect(await answer).toBe('answer');
  expect(calls).toBe(1);
  expect(failures).toEqual([]);
});

it('takes the first value of a store whose Observables do not complete', () => {
  inVirtualTime(({ flush }) => {
    const failures: unknown[] = [];
    const observer = { onFailure: (error: unknown) => void failures.push(error), onAnswer: () => undefined };
    let calls = 0;
    const call = () => {
      calls += 1;
      return concat(of('answer'), NEVER);
    };
    let answers: readonly string[] = [];
    callStore(call, new AnswerTimeouts(20), observer)
      .pipe(toArray())
      .subscribe((all) => {
        answers = all;
      });
    flush();

    expect(answers).toEqual(['answer']);
    expect(calls).toBe(1);
    expect(failures).toEqual([]);
  });
});
