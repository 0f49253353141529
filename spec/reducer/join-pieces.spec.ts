import { joinItems, joinObjects } from '../../src/reducer/join-pieces.js';

const details = (...fields: readonly object[]): readonly object[] =>
  fields.map((each) => ({ type: 'reasoning.text', index: 0, ...each }));

describe('joinItems', () => {
  it('joins the items of one type and index, and keeps a signature that comes last and alone', () => {
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

  it('keeps items of other types and indices apart, in the order in which they begin', () => {
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

  it('leaves items without an index as they are, and what is no item', () => {
    const items = [
      { type: 'reasoning.text', text: 'a' },
      { type: 'reasoning.text', text: 'b' },
      null,
      'x',
      [],
    ];

    expect(joinItems(items)).toEqual(items);
  });

  it('begins a new item where one contradicts the item before it', () => {
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

  it('begins a new item where text follows a signature, which signs all text before it', () => {
    const items = details({ text: 'a' }, { signature: 's1' }, { text: 'b' }, { text: 'c', signature: 's2' });

    expect(joinItems(items)).toEqual(
      details({ text: 'a', signature: 's1' }, { text: 'bc', signature: 's2' }),
    );
  });

  it('joins thinking blocks in a row up to their signature', () => {
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

  it('changes no item that it was given', () => {
    const items = details({ text: 'a' }, { text: 'b' });

    joinItems(items);

    expect(items).toEqual(details({ text: 'a' }, { text: 'b' }));
  });

  it('takes names that every object inherits for fields', () => {
    const evil = JSON.parse('{"index":0,"__proto__":{"a":1},"constructor":1}') as object;
    const [item] = joinItems([{ index: 0 }, evil, evil]);

    expect(JSON.stringify(item)).toBe('{"index":0,"__proto__":{"a":1},"constructor":1}');
    expect(Object.getPrototypeOf(item)).toBe(Object.prototype);
  });

  it('reads wide items with many pieces in time proportional to both', () => {
    const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`field${at}`, at]));
    const pieces = Array.from({ length: 100_000 }, () => ({ index: 0, text: 'a' }));

    expect((joinItems([{ index: 0, ...wide }, ...pieces])[0] as { text: string }).text).toHaveLength(100_000);
  });
});

describe('joinObjects', () => {
  it('appends the data and the transcript of audio, and takes the last of other fields', () => {
    expect(
      joinObjects([
        { id: 'a1', transcript: 'Hel' },
        { transcript: 'lo', data: 'UklG' },
        { data: 'Rg==', expires_at: 7, id: '' },
      ]),
    ).toEqual({ id: 'a1', transcript: 'Hello', data: 'UklGRg==', expires_at: 7 });
  });

  it('appends lists and merges objects within', () => {
    expect(
      joinObjects([
        { list: [1], blocks: details({ text: 'a' }), inner: { data: 'a', other: 1 } },
        { list: [], blocks: details({ text: 'b' }), inner: { data: 'b', more: null } },
        { list: [2] },
      ]),
    ).toEqual({ list: [1, 2], blocks: details({ text: 'ab' }), inner: { data: 'ab', other: 1 } });
  });

  it('takes the last kind of a field that changes its kind', () => {
    expect(joinObjects([{ data: [1] }, { data: 'a' }, { data: 'b' }])).toEqual({ data: 'ab' });
    expect(joinObjects([{ data: 'a' }, { data: 1 }, { data: [2] }, { data: [3] }])).toEqual({ data: [2, 3] });
  });
});
