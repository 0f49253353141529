import * as fc from 'fast-check';
import type { ChatMessage, SavedEntry } from 'venice-rx';
import { ConversationTree } from '../../../src/conversation/tree/conversation-tree.js';
import type { TreeChange } from '../../../src/conversation/tree/tree-change.js';
import { cases } from '../../support/cases.js';

function entry(id: string, parentId: string | null, role: 'assistant' | 'user' = 'user'): SavedEntry {
  return { id, parentId, message: { role, content: id }, createdAt: 0, status: 'done' };
}

/** Creates a tree of a question with two answers, the second of which has two questions after it. */
function createTree(): ConversationTree {
  const entries = [
    entry('q', null),
    entry('a', 'q', 'assistant'),
    entry('b', 'q', 'assistant'),
    entry('q2', 'b'),
    entry('q3', 'b'),
  ];
  return ConversationTree.from(entries, ['b', 'q3']);
}

const ids = (tree: ConversationTree) => tree.entries.array.map(({ id }) => id).join(' ');

describe('a tree of entries', () => {
  it('shows one path through the selected versions', () => {
    const tree = createTree();

    expect(ids(tree)).toBe('q b q3');
    expect(tree.entries.array).toMatchObject([
      { turnId: 'q', versions: ['q'], versionIndex: 0 },
      { turnId: 'q', versions: ['a', 'b'], versionIndex: 1 },
      { turnId: 'q3', versions: ['q2', 'q3'], versionIndex: 1 },
    ]);
    expect(tree.selected).toEqual(['b', 'q3']);
  });

  it('shows a selected entry, and after it the versions selected before', () => {
    const tree = createTree();
    const paths = ['a', 'q2', 'a', 'b', 'q3', 'unknown'].map((id) => {
      tree.apply([{ type: 'select', id }]);
      return ids(tree);
    });

    expect(paths).toEqual(['q a', 'q b q2', 'q a', 'q b q2', 'q b q3', 'q b q3']);
  });

  it('appends to the path, and adds versions that are not shown', () => {
    const tree = createTree();
    tree.apply([
      { type: 'add', entry: entry('c', 'q3', 'assistant') },
      { type: 'add', entry: entry('d', 'q', 'assistant') },
    ]);

    expect(ids(tree)).toBe('q b q3 c');
    expect(tree.entries.array[1]?.versions).toEqual(['a', 'b', 'd']);
  });

  it.each([
    ['b', 'q a', 2],
    ['a', 'q b q3', 4],
    ['q3', 'q b q2', 4],
    ['q', '', 0],
  ])('removes %s and all entries after it', (id, path, size) => {
    const tree = createTree();
    tree.apply([{ type: 'remove', id }]);

    expect([ids(tree), tree.size]).toEqual([path, size]);
    expect(tree.messages.array).toHaveLength(path.split(' ').filter(Boolean).length);
  });

  it('shows the next version if the first one is removed', () => {
    const tree = createTree();
    tree.apply([
      { type: 'select', id: 'a' },
      { type: 'remove', id: 'a' },
    ]);

    expect(ids(tree)).toBe('q b q3');
  });

  it('moves an entry with all entries after it, and shows the oldest version after its old parent', () => {
    const tree = createTree();
    const seen: (readonly [string, string | null])[] = [];
    tree.observer = (part, id) => seen.push([part, id]);
    tree.apply([{ type: 'move', id: 'b', parentId: 'a', createdAt: 5 }]);

    expect(ids(tree)).toBe('q a b q3');
    expect(tree.get('b')).toMatchObject({ parentId: 'a', createdAt: 5 });
    expect(tree.saved.map(({ id }) => id)).toEqual(['q', 'a', 'b', 'q2', 'q3']);
    expect(seen).toEqual([['entry', 'b']]);
  });

  it.each([
    ['after an entry that comes after it', 'q', 'q2'],
    ['after itself', 'b', 'b'],
    ['after an unknown entry', 'b', 'none'],
    ['of an unknown entry', 'none', 'q'],
  ])('ignores a move %s', (_, id, parentId) => {
    const tree = createTree();
    tree.apply([{ type: 'move', id, parentId, createdAt: 5 }]);

    expect(tree.saved).toEqual(createTree().saved);
    expect(ids(tree)).toBe('q b q3');
  });

  it('ignores changes of unknown entries, and additions with an existing id', () => {
    const tree = createTree();
    const before = tree.entries;
    tree.apply([
      { type: 'add', entry: entry('x', 'gone') },
      { type: 'add', entry: entry('a', null) },
      { type: 'update', id: 'gone', fields: { status: 'failed' } },
      { type: 'select', id: 'gone' },
      { type: 'remove', id: 'gone' },
    ]);

    expect([tree.size, tree.entries.array]).toEqual([5, before.array]);
  });

  it('keeps the identity of entries that have not changed, and does not modify earlier lists', () => {
    const tree = createTree();
    const before = tree.entries.array;
    tree.apply([{ type: 'update', id: 'b', fields: { metadata: 1 } }]);
    const after = tree.entries.array;

    expect(before.map((one, at) => one === after[at])).toEqual([true, false, true]);
    expect([before[1]?.metadata, after[1]?.metadata]).toEqual([undefined, 1]);
    tree.apply([{ type: 'update', id: 'b', fields: { metadata: undefined } }]);
    expect(tree.entries.array[1]).toEqual(before[1]);
  });

  it('leaves incomplete and blank answers out of its messages', () => {
    const tree = createTree();
    const blank: ChatMessage = { role: 'assistant', content: ' ' };
    tree.apply([
      { type: 'add', entry: { ...entry('c', 'q3', 'assistant'), status: 'streaming' } },
      { type: 'update', id: 'c', fields: { status: 'stopped', message: blank } },
      { type: 'add', entry: entry('q4', 'c') },
      { type: 'add', entry: { ...entry('d', 'q4', 'assistant'), status: 'streaming' } },
    ]);
    const contents = () => tree.messages.array.map(({ content }) => content);

    expect(ids(tree)).toBe('q b q3 c q4 d');
    expect(contents()).toEqual(['q', 'b', 'q3', 'q4']);
    tree.apply([{ type: 'update', id: 'd', fields: { status: 'done' } }]);
    expect(contents()).toEqual(['q', 'b', 'q3', 'q4', 'd']);
  });

  it('adds results for the calls of a message that replaces a blank message', () => {
    const tree = createTree();
    const blank = { ...entry('c', 'q3', 'assistant'), status: 'stopped' } as const;
    const call = { id: 'a', type: 'function', function: { name: 'pay', arguments: '{}' } } as const;
    tree.apply([{ type: 'add', entry: { ...blank, message: { role: 'assistant', content: ' ' } } }]);
    tree.apply([
      {
        type: 'update',
        id: 'c',
        fields: { message: { role: 'assistant', content: '', tool_calls: [call] } },
      },
    ]);

    expect(tree.messages.array.slice(-2).map(({ role }) => role)).toEqual(['assistant', 'tool']);
    const same = ConversationTree.from(tree.saved, tree.selected);
    expect(tree.messages.array).toEqual(same.messages.array);
  });

  it('is the same after random changes as a tree created from its entries', () => {
    const roles = ['user', 'assistant'] as const;
    const states = ['done', 'streaming', 'stopped', 'pending'] as const;
    const place = fc.nat(12);
    const change = fc.record({
      type: fc.constantFrom('add', 'add', 'append', 'append', 'update', 'select', 'move', 'remove'),
      place,
      other: place,
      createdAt: fc.nat(3),
      role: fc.constantFrom(...roles),
      status: fc.constantFrom(...states),
      content: fc.constantFrom('a', ' '),
    });

    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 12 }), (batches) => {
        const tree = ConversationTree.from();
        let count = 0;
        for (const batch of batches) {
          const changes = batch.map(
            ({ type, place: at, other, createdAt, role, status, content }): TreeChange => {
              const parentIds = [...tree.saved.map(({ id }) => id), null];
              const id = parentIds[at % parentIds.length] ?? 'none';
              const message = { role, content } as ChatMessage;
              switch (type) {
                case 'add':
                case 'append': {
                  const parentId =
                    type === 'append' ? tree.leafId : (parentIds[at % parentIds.length] ?? null);
                  const added = { id: `${(count += 1)}`, parentId, message, createdAt, status };
                  return { type: 'add', entry: added };
                }
                case 'update': {
                  // A message never changes its role: see checkReplacement.
                  const roleOfEntry = tree.saved.find((one) => one.id === id)?.message.role ?? role;
                  return {
                    type,
                    id,
                    fields: { status, message: { role: roleOfEntry, content } as ChatMessage },
                  };
                }
                case 'move':
                  return { type, id, parentId: parentIds[other % parentIds.length] ?? null, createdAt };
                case 'select':
                case 'remove':
                  return { type, id };
              }
            },
          );
          tree.apply(changes);
          const same = ConversationTree.from(tree.saved, tree.selected);
          expect(tree.entries.array).toEqual(same.entries.array);
          expect(tree.messages.array).toEqual(same.messages.array);
          expect(tree.saved.map(({ id }) => [id, tree.versionsAfter(id)])).toEqual(
            same.saved.map(({ id }) => [id, same.versionsAfter(id)]),
          );
        }
      }),
      cases,
    );
  });
});
