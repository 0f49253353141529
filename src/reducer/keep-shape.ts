import type { ChatCompletion } from '../wire/chat-completion.js';
import { areWireNames } from './wire-names.js';

/** Maximum number of samples, to limit their memory. The answers of one process have far fewer combinations of field names. */
const maxShapes = 64;

/** Snapshots with blank values, by the names of their fields. */
const samples = new Map<string, ChatCompletion>();

/** The sample of the previous call: most snapshots have the same field names. */
let latest: ChatCompletion | undefined;

/**
 * Keeps a sample with the fields of a snapshot and its first choice, but with blank values, so that V8 does not discard the code that is
 * optimized for these fields (see `client/keep-shapes.ts`). Keeps no sample if a field name may come from a user.
 */
export function keepShape(completion: ChatCompletion): void {
  const [choice] = completion.choices;
  if (choice === undefined || (latest !== undefined && isAlike(completion, latest))) return;
  const names = [completion, choice, choice.message].flatMap(Object.keys);
  const key = names.join();
  latest = samples.get(key);
  if (latest !== undefined || samples.size === maxShapes || !areWireNames(names)) return;
  const message = blank(choice.message);
  latest = { ...blank(completion), choices: [{ ...blank(choice), message }] };
  samples.set(key, latest);
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

/** Returns a copy with blank values. A number with a fraction becomes 0.5 and not 0, since V8 stores fractions in another way. */
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
