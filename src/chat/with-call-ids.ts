import type { ToolCall } from '../wire/tool-call.js';

/**
 * The calls of one turn, each with an id of its own: one that is empty, missing or repeated is replaced. The same list where
 * there is nothing to replace.
 */
export function withCallIds(calls: readonly ToolCall[]): readonly ToolCall[] {
  const given = new Set(calls.map(({ id }) => id));
  const taken = new Set<string>();
  const mended = calls.map((call, position) => {
    const isOwn = typeof call.id === 'string' && call.id !== '' && !taken.has(call.id);
    const id = isOwn ? call.id : freeId(position + 1, given);
    taken.add(id);
    given.add(id);
    return isOwn ? call : { ...call, id };
  });
  return mended.every((call, position) => call === calls[position]) ? calls : mended;
}

function freeId(number: number, given: ReadonlySet<string>): string {
  const id = `call_${number}`;
  return given.has(id) ? freeId(number + 1, given) : id;
}
