import type { ChatCompletionChunk, ChunkDelta, FinishReason } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { areWireNames } from './wire-names.js';

/** Maximum number of samples, to limit their memory. The answers of one process have far fewer combinations of field names. */
const maxShapes = 64;

/**
 * For each combination of field names: a completion with blank values, and the snapshots of an answer with text only and the same top-level
 * fields. If the first chunk has a field that `firstText` leaves to the general path, such as `usage`, there are no snapshots.
 */
const samples = new Map<string, readonly ChatCompletion[]>();

/** The blank completion of the previous call: most snapshots have the same field names. */
let latest: ChatCompletion | undefined;

/**
 * Keeps samples with the fields of a snapshot and its first choice, but with blank values, so that V8 does not discard the code that is
 * optimized for these fields (see `client/keep-shapes.ts`). Keeps no sample if a field name may come from a user.
 *
 * @param reduce - Returns the snapshots after each of these chunks. A copy of a snapshot would have another hidden class.
 */
export function keepShape(
  completion: ChatCompletion,
  reduce: (chunks: readonly ChatCompletionChunk[]) => readonly ChatCompletion[],
): void {
  const [choice] = completion.choices;
  if (choice === undefined || (latest !== undefined && isAlike(completion, latest))) return;
  const names = [completion, choice, choice.message].flatMap(Object.keys);
  const key = names.join();
  latest = samples.get(key)?.[0];
  if (latest !== undefined || samples.size >= maxShapes || !areWireNames(names)) return;
  latest = { ...blank(completion), choices: [{ ...blank(choice), message: blank(choice.message) }] };
  const sample = latest;
  // Set first: `reduce` calls this function, for a completion that may have other fields.
  samples.set(key, [sample]);
  samples.set(key, [sample, ...reduce(blankAnswer(sample))]);
}

/** Returns the chunks of an answer with the fields of a completion. */
function blankAnswer(completion: ChatCompletion): readonly ChatCompletionChunk[] {
  const fields = { ...completion, id: '-', object: 'chat.completion.chunk', created: 1, model: '-' } as const;
  const toChunk = (delta: ChunkDelta, finish_reason: FinishReason | null = null): ChatCompletionChunk => ({
    ...fields,
    choices: [{ index: 0, delta, finish_reason }],
  });
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
  return [
    toChunk({ role: 'assistant', content: '' }),
    toChunk({ content: '-' }),
    toChunk({ content: '-' }),
    toChunk({}, 'stop'),
    { ...fields, choices: [], usage },
  ];
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
