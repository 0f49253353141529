import type { Dialect } from './dialect.js';
import type { Call } from './meaning.js';
import type { Random } from './random.js';

/** A piece of a tool call, an item of `tool_calls` in a delta. */
export type CallPiece = Readonly<Record<string, unknown>>;

interface Writer {
  readonly random: Random;
  readonly dialect: Dialect;
  /** Creates an id that no other call has. */
  readonly newId: () => string;
}

/** The pieces of the calls of one choice, in the order in which they are sent. */
export function writeCalls(calls: readonly Call[], { random, dialect, newId }: Writer): CallPiece[] {
  const all = calls.map((call, at) => writeCall(call, at, { random, dialect, newId }));
  if (dialect.index !== 'proper' || dialect.name === 'late' || !random.chance(0.3)) return all.flat();
  // With a proper index, the pieces of several calls may be mixed; the calls begin in order.
  return [
    ...all.flatMap((pieces) => pieces.slice(0, 1)),
    ...interleave(
      all.map(([, ...rest]) => rest),
      random,
    ),
  ];
}

function writeCall(call: Call, at: number, { random, dialect, newId }: Writer): CallPiece[] {
  const first = newId();
  const texts = writeArguments(call, dialect, random);
  const [head, ...rest] = texts.length === 0 ? [undefined] : texts;
  const named = { name: call.name, ...(head !== undefined && { arguments: head }) };
  const functions: object[] = dialect.name === 'late' ? [{ arguments: '' }, named] : [named];
  for (const text of rest) {
    functions.push({ ...(dialect.name === 'every' && { name: call.name }), arguments: text });
  }
  return functions.map((called, number) => ({
    ...(dialect.index === 'proper' && { index: at }),
    ...(dialect.index === 'zero' && { index: 0 }),
    ...writeId(dialect, number, number === 0 ? first : newId, first),
    ...(number === 0 && random.chance(0.8) && { type: 'function' }),
    function: called,
  }));
}

function writeId(dialect: Dialect, number: number, next: string | (() => string), first: string): object {
  switch (dialect.id) {
    case 'first':
      return number === 0 ? { id: first } : {};
    case 'every':
      return { id: first };
    case 'new':
      return { id: typeof next === 'string' ? next : next() };
    case 'empty':
      return { id: '' };
    case 'absent':
      return {};
    case 'late':
      return number === 0 ? { id: null } : { id: first };
  }
}

/** The arguments of each piece of a call. */
function writeArguments({ args }: Call, dialect: Dialect, random: Random): unknown[] {
  const json = JSON.stringify(args);
  if (json === '{}') {
    const forms = { object: ['{}'], empty: [''], null: ['null'], absent: [] };
    return forms[dialect.noArgs];
  }
  const pieces = random.cut(json, 9);
  switch (dialect.args) {
    case 'whole':
      return [json];
    case 'pieces':
      return random.chance(0.5) ? ['', ...pieces] : pieces;
    case 'repeated':
      return [...pieces, json];
    case 'placeholder':
      return random.chance(0.5) ? ['{}', json] : ['{}', ...pieces];
    case 'placeholder after':
      return [json, '{}'];
    case 'object':
      return [args];
  }
}

/** Merges lists at random, keeping the order of each. */
export function interleave<T>(lists: readonly (readonly T[])[], random: Random): T[] {
  const rest = lists.map((list) => [...list]);
  const result: T[] = [];
  for (;;) {
    const open = rest.filter((list) => list.length > 0);
    const [one, ...others] = open;
    if (one === undefined) return result;
    const next = random.pick([one, ...others]).shift();
    if (next !== undefined) result.push(next);
  }
}
