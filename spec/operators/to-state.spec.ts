import { expectTypeOf } from 'expect-type';
import { EMPTY, type Observable, concat, defer, map, of, range, take, takeUntil, throwError } from 'rxjs';
import {
  type ChatCompletion,
  type ChatCompletionChunk,
  type ChatState,
  TruncatedStreamError,
  type VeniceError,
  accumulate,
  retryOnApiError,
  toCompletion,
  toState,
} from 'venice-rx';
import { chunk, finish, inVirtualTime, role, toolCall, usage } from 'venice-rx/testing';
import { deltaChunk } from '../../src/testing/builders/envelope.js';

const values = { r: role(), a: chunk('Hel'), b: chunk('lo'), f: finish(), u: usage() };
const cut = new TruncatedStreamError({ message: 'cut' });

/** Maps a state to one line: status, text, finish reason, message of the error. */
const brief = map(({ status, completion, error }: ChatState) => {
  const { message, finish_reason } = completion?.choices[0] ?? {};
  return [status, message?.content, finish_reason, error?.message].filter((fact) => fact != null).join(' ');
});
const states = {
  p: 'pending',
  x: 'streaming Hel',
  y: 'streaming Hello',
  f: 'streaming Hello stop',
  d: 'done Hello stop',
  e: 'failed Hel cut',
};

function collectStates(source: Observable<ChatCompletion | ChatCompletionChunk>): ChatState[] {
  const all: ChatState[] = [];
  source.pipe(toState()).subscribe((state) => all.push(state));
  return all;
}

describe('toState', () => {
  it('is pending at once, streaming from the first text on, and done at the end', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--r-a-b-f-u-|   ', values);
      const sourceSubs = ' ^-----------!   ';
      const expected = '  p---x-y-f-f-(d|)';

      const result = source.pipe(toState(), brief);

      expectObservable(result).toBe(expected, states);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('emits a failure as the last state, with the answer so far', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-#   ', values, cut);
      const sourceSubs = ' ^--!   ';
      const expected = '  px-(e|)';

      const result = source.pipe(toState(), brief);

      expectObservable(result).toBe(expected, states);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('has the unchanged error, and its `partial` as the completion if no chunk was received', () => {
    const fail = throwError(() => cut);
    const failing = concat(of(values.a), fail).pipe(toCompletion());

    expect(collectStates(concat(of(values.a), fail)).at(-1)?.error).toBe(cut);
    const last = collectStates(failing).at(-1);
    expect(last?.completion).toBe(last?.error?.partial);
    expect(last?.completion?.choices[0]?.message.content).toBe('Hel');
  });

  it('keeps the last completion when a restart fails before its first output', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const attempts = [cold('-a#', values, cut), cold('-r#', values, cut)];
      const source = defer(() => attempts.shift() ?? EMPTY).pipe(accumulate());
      const restart = retryOnApiError({ afterFirstToken: 'restart', maxRetries: 1, jitter: () => 0 });
      const expected = 'px 502ms (e|)';

      const result = source.pipe(restart, toState(), brief);

      expectObservable(result).toBe(expected, states);
    });
  });

  it('has no completion in its failed state if nothing was received', () => {
    expect(collectStates(throwError(() => cut))).toEqual([
      { status: 'pending' },
      { status: 'failed', error: cut },
    ]);
    expect(collectStates(throwError(() => cut)).at(-1)).not.toHaveProperty('completion');
  });

  it('passes on an error that is not a VeniceError', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const mistake = new RangeError('not a VeniceError');
      const source = cold('-a-#', values, mistake);
      const expected = '  px-#';

      expectObservable(source.pipe(toState(), brief)).toBe(expected, states, mistake);
    });
  });

  it.each([
    ['reasoning', deltaChunk({ content: '', reasoning_content: 'Hm' })],
    ['a refusal', deltaChunk({ refusal: 'No' })],
    ['a tool call', toolCall({ id: 'a' })],
  ])('is streaming from %s on', (_name, begin) => {
    expect(collectStates(of(role(), begin)).map(({ status }) => status)).toEqual([
      'pending',
      'streaming',
      'done',
    ]);
  });

  it('reads completions too, of toCompletion and of accumulate', () => {
    const source = of(values.a, values.b, values.f);
    const one = source.pipe(toCompletion());

    expect(collectStates(one).map(({ status }) => status)).toEqual(['pending', 'streaming', 'done']);
    expect(collectStates(source.pipe(accumulate()))).toEqual(collectStates(source));
  });

  it('is pending again when an answer starts again', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const first = cold(' -a|      ', values).pipe(accumulate());
      const second = cold('  -r-a|  ', values).pipe(accumulate());
      const expected = '   px-p-x(d|)';

      const result = concat(first, second).pipe(toState(), brief);

      expectObservable(result).toBe(expected, { ...states, d: 'done Hel' });
    });
  });

  it('treats a chunk whose `object` is chat.completion as a chunk', () => {
    const misnamed = { ...values.a, object: 'chat.completion' } as unknown as ChatCompletionChunk;

    expect(collectStates(of(misnamed, values.b)).at(-1)?.completion?.choices[0]?.message.content).toBe(
      'Hello',
    );
  });

  it('is done without a finish reason when an operator before it completes the source', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const source = cold('-a-b-f|  ', values);
      const stop = cold('  --s      ');
      const expected = '   px(d|)   ';

      const stopped = source.pipe(takeUntil(stop));
      const result = stopped.pipe(toState(), brief);

      expectObservable(result).toBe(expected, { ...states, d: 'done Hel' });
    });
  });

  it('stops a synchronous source when it is unsubscribed', () => {
    let produced = 0;
    const source = range(0, 1000).pipe(map((count) => ((produced = count + 1), chunk('x'))));

    source.pipe(toState(), take(2)).subscribe();

    expect(produced).toBe(1);
  });

  it('has a type that depends on its status', () => {
    expectTypeOf<(ChatState & { status: 'done' })['completion']>().toEqualTypeOf<ChatCompletion>();
    expectTypeOf<(ChatState & { status: 'failed' })['error']>().toEqualTypeOf<VeniceError>();
    expectTypeOf<ChatState['completion']>().toEqualTypeOf<ChatCompletion | undefined>();
  });
});
