import { type Observable, map, of } from 'rxjs';
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
    () => (source: Observable<ChatCompletionChunk>) => source.pipe(toCompletion(), map(getText)),
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

  it('fails with the answer so far as `partial`', () => {
    let failure: unknown;
    inVirtualTime(({ cold, flush }) => {
      cold('-a-#', values, cut)
        .pipe(operator())
        .subscribe({ error: (caught: unknown) => (failure = caught) });
      flush();
    });

    expect(failure).toMatchObject({ cause: cut, partial: { choices: [{ message: { content: 'Hel' } }] } });
  });
});

describe('toContent', () => {
  it('reads the choice of the option `choice`, and emits an empty string if there is no text', () => {
    const received: string[] = [];

    of(chunk('a', { choice: 0 }), chunk('b', { choice: 1 }))
      .pipe(toContent({ choice: 1 }))
      .subscribe((text) => received.push(text));
    of(finish('tool_calls'))
      .pipe(toContent())
      .subscribe((text) => received.push(text));

    expect(received).toEqual(['b', '']);
  });
});

function getText({ choices }: ChatCompletion): string | null | undefined {
  return choices[0]?.message.content;
}
