import { joinItems, joinObjects } from '../../src/reducer/join-pieces.js';

const details = (...fields: readonly object[]): readonly object[] =>
  fields.map((each) => ({ type: 'reasoning.text', index: 0, ...each }));

describe('joinItems', () => {
  it('joins pieces with the same type and index, also a last piece that has only the signature', () => {
    const items = details(
      { text: 'Let', format: 'anthropic-claude-v1' },
      { text: ' me see.', format: 'anthropic-claude-v1' },
      { signature: 'Et8B', format: 'anthropic-claude-v1' },
    );

    expect(joinItems(items)).toEqual(
      details({ text: 'Let me see.', format: 'anthropic-claude-v1', signature: 'Et8B' }),
    );
  });

  it.each(['text', 'thinking', 'summary', 'data', 'transcript'])('joins %s', (name) => {
    expect(joinItems(details({ [name]: 'a' }, { [name]: '' }, { [name]: 'b' }))).toEqual(
      details({ [name]: 'ab' }),
    );
  });

  it('keeps items with different types and indices apart, in the order of their first pieces', () => {
    expect(
      joinItems([
        { type: 'a', index: 1, text: '1' },
        { type: 'a', index: 0, text: 'x' },
        { type: 'b', index: 1, data: 'd' },
        { type: 'a', index: 1, text: '2' },
        { type: 'b', index: 1, data: 'e' },
      ]),
    ).toEqual([
      { type: 'a', index: 1, text: '12' },
      { type: 'a', index: 0, text: 'x' },
      { type: 'b', index: 1, data: 'de' },
    ]);
  });

  it('does not change items without an index, and elements that are not objects', () => {
    const items = [
      { type: 'reasoning.text', text: 'a' },
      { type: 'reasoning.text', text: 'b' },
      null,
      'x',
      [],
    ];

    expect(joinItems(items)).toEqual(items);
  });

  it('starts a new item at a piece with another id or image', () => {
    const images = [
      { type: 'image_url', index: 0, image_url: { url: 'data:a' } },
      { type: 'image_url', index: 0, image_url: { url: 'data:b' } },
    ];
    const encrypted = [
      { type: 'reasoning.encrypted', index: 0, id: 'one', data: 'a' },
      { type: 'reasoning.encrypted', index: 0, id: 'two', data: 'b' },
    ];

    expect(joinItems(images)).toEqual(images);
    expect(joinItems(encrypted)).toEqual(encrypted);
  });

  it('starts a new item at text after a signature', () => {
    const items = details({ text: 'a' }, { signature: 's1' }, { text: 'b' }, { text: 'c', signature: 's2' });

    expect(joinItems(items)).toEqual(
      details({ text: 'a', signature: 's1' }, { text: 'bc', signature: 's2' }),
    );
  });

  it('joins consecutive thinking pieces up to their signature', () => {
    const thinking = (text: string, signature = ''): object => ({
      type: 'thinking',
      thinking: text,
      signature,
    });

    expect(
      joinItems([
        thinking('Step 1. '),
        thinking('Step 2.'),
        thinking('', 's1'),
        thinking('a'),
        { type: 'redacted_thinking', data: 'x' },
        thinking('b'),
        { type: 'thinking', signature: 's2' },
      ]),
    ).toEqual([
      thinking('Step 1. Step 2.', 's1'),
      thinking('a'),
      { type: 'redacted_thinking', data: 'x' },
      thinking('b', 's2'),
    ]);
  });

  it('does not modify its input', () => {
    const items = details({ text: 'a' }, { text: 'b' });

    joinItems(items);

    expect(items).toEqual(details({ text: 'a' }, { text: 'b' }));
  });

  it('joins fields named __proto__ and constructor like any others', () => {
    const odd = JSON.parse('{"index":0,"__proto__":{"a":1},"constructor":1}') as object;
    const [item] = joinItems([{ index: 0 }, odd, odd]);

    expect(JSON.stringify(item)).toBe('{"index":0,"__proto__":{"a":1},"constructor":1}');
    expect(Object.getPrototypeOf(item)).toBe(Object.prototype);
  });

  it('joins 100,000 pieces of an item with 10,000 fields in linear time', () => {
    const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`field${at}`, at]));
    // Copying the 10,000 fields for each piece would exceed the time limit of the spec.
    const pieces = Array.from({ length: 100_000 }, () => ({ index: 0, text: 'a' }));

    expect((joinItems([{ index: 0, ...wide }, ...pieces])[0] as { text: string }).text).toHaveLength(100_000);
  });
});

describe('joinObjects', () => {
  it('appends the data and the transcript of audio, and keeps the last value of other fields', () => {
    expect(
      joinObjects([
        { id: 'a1', transcript: 'Hel' },
        { transcript: 'lo', data: 'UklG' },
        { data: 'Rg==', expires_at: 7, id: '' },
      ]),
    ).toEqual({ id: 'a1', transcript: 'Hello', data: 'UklGRg==', expires_at: 7 });
  });

  it('appends lists and merges nested objects', () => {
    expect(
      joinObjects([
        { list: [1], blocks: details({ text: 'a' }), inner: { data: 'a', other: 1 } },
        { list: [], blocks: details({ text: 'b' }), inner: { data: 'b', more: null } },
        { list: [2] },
      ]),
    ).toEqual({ list: [1, 2], blocks: details({ text: 'ab' }), inner: { data: 'ab', other: 1 } });
  });

  it('keeps only the values of the last type if the type of a field changes', () => {
    expect(joinObjects([{ data: [1] }, { data: 'a' }, { data: 'b' }])).toEqual({ data: 'ab' });
    expect(joinObjects([{ data: 'a' }, { data: 1 }, { data: [2] }, { data: [3] }])).toEqual({ data: [2, 3] });
  });
});
