import { inspect } from 'node:util';

/** Returns everything that a value reveals: its inspection with hidden properties, its JSON, and messages, stacks and causes of errors. */
export function inspectEverything(value: unknown): string {
  return [...parts(value, new Set())].join('\n');
}

function* parts(value: unknown, seen: Set<unknown>): Generator<string> {
  if (typeof value === 'string') yield value;
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  yield inspect(value, { depth: Infinity, showHidden: true, getters: true });
  yield json(value);
  if (value instanceof Error) yield `${value.message}\n${value.stack ?? ''}\n${String(value)}`;
  for (const name of Reflect.ownKeys(value)) yield* parts(Reflect.get(value, name), seen);
}

function json(value: object): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
}
