import type { ChatCompletion } from '../wire/chat-completion.js';
import { areWireNames } from './wire-names.js';

/** Maximum number of objects to keep. */
const maxShapes = 64;

/** Snapshots without values, by the names of their fields. */
const kept = new Map<string, ChatCompletion>();

/** The object of the previous call: most snapshots have the same field names. */
let latest: ChatCompletion | undefined;

/**
 * Keeps an object with the same fields as a snapshot with one choice, but without its strings and numbers, so that V8 does not discard the
 * code that is optimized for them (see `client/keep-shapes.ts`).
 */
export function keepShape(completion: ChatCompletion): void {
  const [choice] = completion.choices;
  if (choice === undefined || (latest !== undefined && isAlike(completion, latest))) return;
  const names = [completion, choice, choice.message].flatMap(Object.keys);
  const key = names.join();
  latest = kept.get(key);
  if (latest !== undefined || kept.size === maxShapes || !areWireNames(names)) return;
  const message = blank(choice.message);
  latest = { ...blank(completion), choices: [{ ...blank(choice), message }] };
  kept.set(key, latest);
}

function isAlike(completion: ChatCompletion, sample: ChatCompletion): boolean {
  const [choice] = completion.choices;
  const [other] = sample.choices;
  if (choice === undefined || other === undefined) return false;
  return (
    haveSameNames(completion, sample) &&
    haveSameNames(choice, other) &&
    haveSameNames(choice.message, other.message)
  );
}

function haveSameNames(one: object, other: object): boolean {
  const names = Object.keys(one);
  const others = Object.keys(other);
  return names.length === others.length && names.every((name, at) => name === others[at]);
}

/** Returns a copy with the same fields, but blank values. */
function blank<T extends object>(value: T): T {
  const copy: T = { ...value };
  const fields = copy as Record<string, unknown>;
  for (const [name, field] of Object.entries(value) as [string, unknown][]) {
    if (typeof field === 'string') fields[name] = '';
    else if (typeof field === 'number') fields[name] = Number.isInteger(field) ? 0 : 0.5;
    else if (typeof field === 'object' && field !== null) fields[name] = {};
  }
  return copy;
}
