import { map } from 'rxjs';
import { type ChatCompletion, type ChatCompletionChunk, TruncatedStreamError, accumulate } from 'venice-rx';
import { chunk, finish, inVirtualTime, role, usage } from 'venice-rx/testing';

const values = { r: role(), a: chunk('Hel'), b: chunk('lo'), f: finish(), u: usage() };
const texts = map(({ choices }: ChatCompletion) => choices[0]?.message.content);

describe('accumulate', () => {
  it('emits a snapshot for every chunk', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-r-a-b-f-u-|', values);
      const sourceSubs = '  ^----------!';
      const expected = '   -r-a-b-b-b-|';

      const result = source.pipe(accumulate(), texts);

      expectObservable(result).toBe(expected, { r: '', a: 'Hel', b: 'Hello' });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('emits a copy of the error with the last snapshot as `partial`, and does not change the error', () => {
    const error = new TruncatedStreamError({ message: 'cut' });
    let failure: unknown;
    inVirtualTime(({ cold, flush }) => {
      cold('-a-#', values, error)
        .pipe(accumulate())
        .subscribe({ error: (caught: unknown) => (failure = caught) });
      flush();
    });

    expect(failure).toBeInstanceOf(TruncatedStreamError);
    expect(failure).toMatchObject({
      message: 'cut',
      cause: error,
      partial: { choices: [{ message: { content: 'Hel' } }] },
    });
    expect(error.partial).toBeUndefined();
  });

  it('passes on unchanged an error that is not a VeniceError, and an error before the first chunk', () => {
    const foreign = new RangeError('not a VeniceError');
    const early = new TruncatedStreamError({ message: 'cut' });
    inVirtualTime(({ cold, expectObservable }) => {
      expectObservable(cold('-a-#', values, foreign).pipe(accumulate(), texts)).toBe(
        '-a-#',
        { a: 'Hel' },
        foreign,
      );
      expectObservable(cold<ChatCompletionChunk>('-#', {}, early).pipe(accumulate())).toBe('-#', {}, early);
    });
  });
});
