import { of } from 'rxjs';
import { contentDeltas } from 'venice-rx';
import { chunk, finish, inVirtualTime, role, usage } from 'venice-rx/testing';
import { deltaChunk } from '../../src/testing/builders/envelope.js';

const values = { r: role(), a: chunk('Hel'), b: chunk('lo'), f: finish(), u: usage() };

describe('contentDeltas', () => {
  it('emits the text of each chunk, and nothing for chunks without text', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-r-a-b-f-u-|', values);
      const sourceSubs = '  ^----------!';
      const expected = '   ---a-b-----|';

      const result = source.pipe(contentDeltas());

      expectObservable(result).toBe(expected, { a: 'Hel', b: 'lo' });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('reads the choice that it is told to', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const source = cold(' -a-b-|', { a: chunk('no', { choice: 0 }), b: chunk('yes', { choice: 1 }) });
      const expected = '    ---y-|';

      const result = source.pipe(contentDeltas({ choice: 1 }));

      expectObservable(result).toBe(expected, { y: 'yes' });
    });
  });

  it('reads text parts, and passes chunks without choices or delta', () => {
    const parts = deltaChunk({ content: [{ type: 'text', text: 'Hi' }] });
    const odd = { ...role(), choices: [{ index: 0 }] };
    const { choices: _choices, ...bare } = usage();
    const received: string[] = [];

    of(odd, bare, parts)
      .pipe(contentDeltas())
      .subscribe((delta) => received.push(delta));

    expect(received).toEqual(['Hi']);
  });

  it('takes a choice without index for the first', () => {
    const received: string[] = [];

    of(chunk('a', { choice: null as unknown as number }))
      .pipe(contentDeltas())
      .subscribe((delta) => received.push(delta));

    expect(received).toEqual(['a']);
  });
});
