import { StoredRows } from '../../src/conversation/store/stored-rows.js';

const command = { type: 'queued', id: 'c' } as const;
const entry = { type: 'entry', id: 'e' } as const;

it('StoredRows has rows while they are being written, unless the store rejects them', () => {
  const rows = new StoredRows();
  const undo = rows.noteWriting([
    { ...command, value: {} },
    { ...entry, value: {} },
  ]);
  expect([rows.has(command), rows.has(entry)]).toEqual([true, true]);
  undo();
  expect([rows.has(command), rows.has(entry)]).toEqual([false, false]);
});

it('StoredRows removes a command whose removal is being written, unless the store rejects it', () => {
  const rows = new StoredRows();
  rows.noteWriting([{ ...command, value: {} }]);
  const undo = rows.noteWriting([{ ...command, value: null }]);
  expect(rows.has(command)).toBe(false);
  undo();
  expect(rows.has(command)).toBe(true);
});

it('StoredRows keeps an entry until its removal is read from the store', () => {
  const rows = new StoredRows();
  rows.noteWriting([{ ...entry, value: {} }]);
  rows.noteWriting([{ ...entry, value: null }]);
  expect(rows.has(entry)).toBe(true);
  rows.noteRead([{ ...entry, value: null }]);
  expect(rows.has(entry)).toBe(false);
});
