import { expectTypeOf } from 'expect-type';
import { type Observable, map, of, range, take } from 'rxjs';
import {
  type ChatCompletion,
  type ChatCompletionChunk,
  TruncatedStreamError,
  toCompletion,
  toContent,
} from 'venice-rx';
import { chunk, finish, inVirtualTime, role, usage } from 'venice-rx/testing';

const values = { r: role(), a: chunk('Hel'), b: chunk('lo'), f: finish(), u: usage() };
const cut = new TruncatedStreamError({ message: 'cut' });

describe.each([
  [
    'toCompletion',
    () => (source: Observable<ChatCompletionChunk>) => source.pipe(toCompletion(), map(textOf)),
  ],
  ['toContent', () => toContent()],
])('%s', (_name, operator) => {
  it('emits once, when the source completes', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-r-a-b-f-u-|    ', values);
      const sourceSubs = '  ^----------!    ';
      const expected = '   -----------(t|) ';

      const result = source.pipe(operator());

      expectObservable(result).toBe(expected, { t: 'Hello' });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('emits nothing for an empty source', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      expectObservable(cold<ChatCompletionChunk>('--|').pipe(operator())).toBe('--|');
    });
  });

  it('fails with what had come', () => {
    let seen: unknown;
    inVirtualTime(({ cold, flush }) => {
      cold('-a-#', values, cut)
        .pipe(operator())
        .subscribe({ error: (caught: unknown) => (seen = caught) });
      flush();
    });

    expect(seen).toMatchObject({ cause: cut, partial: { choices: [{ message: { content: 'Hel' } }] } });
  });

  it('starts afresh for each subscriber, and lets go of the source when one leaves', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b|', values);
      const result = source.pipe(operator());

      expectObservable(result, '^--!').toBe('----');
      expectObservable(result, '--^').toBe('------(t|)', { t: 'Hello' });
      expectSubscriptions(source.subscriptions).toBe(['^--!', '--^---!']);
    });
  });

  it('stops reading with its subscriber', () => {
    let produced = 0;
    const source = range(0, 1000).pipe(map((count) => ((produced = count + 1), chunk('x'))));

    source.pipe(take(3), operator()).subscribe();

    expect(produced).toBe(3);
  });
});

describe('toContent', () => {
  it('reads the choice that it is told to, and is empty where there is no text', () => {
    const received: string[] = [];

    of(chunk('a', { choice: 0 }), chunk('b', { choice: 1 }))
      .pipe(toContent({ choice: 1 }))
      .subscribe((text) => received.push(text));
    of(finish('tool_calls'))
      .pipe(toContent())
      .subscribe((text) => received.push(text));

    expect(received).toEqual(['b', '']);
  });

  it('has the types that it promises', () => {
    expectTypeOf(of(role()).pipe(toContent())).toEqualTypeOf<Observable<string>>();
    expectTypeOf(of(role()).pipe(toCompletion())).toEqualTypeOf<Observable<ChatCompletion>>();
    // @ts-expect-error: a completion is no chunk
    void of({} as ChatCompletion).pipe(toContent());
  });
});

function textOf({ choices }: ChatCompletion): string | null | undefined {
  return choices[0]?.message.content;
}
