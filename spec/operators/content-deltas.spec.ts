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

  it('reads the choice of the option `choice`', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const source = cold(' -a-b-|', { a: chunk('no', { choice: 0 }), b: chunk('yes', { choice: 1 }) });
      const expected = '    ---y-|';

      const result = source.pipe(contentDeltas({ choice: 1 }));

      expectObservable(result).toBe(expected, { y: 'yes' });
    });
  });

  it('reads text parts, and ignores chunks without choices or delta', () => {
    const parts = deltaChunk({ content: [{ type: 'text', text: 'Hi' }] });
    const odd = { ...role(), choices: [{ index: 0 }] };
    const { choices: _choices, ...bare } = usage();
    const received: string[] = [];

    of(odd, bare, parts)
      .pipe(contentDeltas())
      .subscribe((delta) => received.push(delta));

    expect(received).toEqual(['Hi']);
  });

  const [high, low] = ['\ud83d', '\ude00'];

  it.each([
    ['the next delta', ' -a-b-|', '-a-c-|'],
    ['a delta after chunks without text', '-a-r-b-|', '-a---c-|'],
    ['the end', '-a-r-|', '-a---(h|)'],
    ['an error', '-a-#', '  -a-(h#)'],
    ['the next delta, even if it does not have the other half', '-a-x-|', '-a-y-|'],
    ['the next delta, if the half is a whole delta', '-h-b-|', '---c-|'],
  ])('holds back half a surrogate pair until %s', (_name, marbles, expected) => {
    inVirtualTime(({ cold, expectObservable }) => {
      const chunks = {
        r: finish(),
        a: chunk(`a${high}`),
        h: chunk(high),
        b: chunk(`${low}b`),
        x: chunk('x'),
      };
      const texts = { a: 'a', c: `${high}${low}b`, h: high, y: `${high}x` };

      expectObservable(cold(marbles, chunks).pipe(contentDeltas())).toBe(expected, texts);
    });
  });

  it('holds back halves separately for each subscriber and each choice', () => {
    const received: string[] = [];
    const halves = of(
      chunk(high),
      chunk('x', { choice: 1 }),
      chunk(`${high}${low}`, { choice: 1 }),
      chunk(low),
    );
    const firstChoice = halves.pipe(contentDeltas());

    firstChoice.subscribe((text) => received.push(text));
    firstChoice.subscribe((text) => received.push(text));
    halves.pipe(contentDeltas({ choice: 1 })).subscribe((text) => received.push(text));

    expect(received).toEqual([`${high}${low}`, `${high}${low}`, 'x', `${high}${low}`]);
  });

  it('fails if a chunk cannot be read, and unsubscribes from its source', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b-|', { a: chunk('a'), b: { ...role(), choices: 7 as never } });
      const failure = new TypeError('choices.flatMap is not a function');

      expectObservable(source.pipe(contentDeltas())).toBe('-a-#', { a: 'a' }, failure);
      expectSubscriptions(source.subscriptions).toBe('     ^--!');
    });
  });

  it('treats a choice whose index is null as the first one', () => {
    const received: string[] = [];

    of(chunk('a', { choice: null as unknown as number }))
      .pipe(contentDeltas())
      .subscribe((delta) => received.push(delta));

    expect(received).toEqual(['a']);
  });
});
