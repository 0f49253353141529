import type { ChunkDelta } from '../../wire/chat-completion-chunk.js';
import { getEnvelope } from './get-envelope.js';
import { getLogprobs } from './get-logprobs.js';
import { toFragments, type Fragment } from './to-fragments.js';
import { toTailChunks } from './to-tail-chunks.js';
import { fillDelta, type TimedChunk } from './timed-chunk.js';
import type { ChatAnswer } from './chat-answer.js';

/** Converts an answer to chunks: for each choice a chunk with only the role, a chunk for each fragment, then the `tail` of the reply. */
export function toTimedChunks(answer: ChatAnswer): readonly TimedChunk[] {
  const { choices, reply } = answer;
  const roles = choices.map(({ index }) => createChunk(answer, index, { role: 'assistant', content: '' }));
  return [
    ...roles,
    ...(reply.repeatsRole ? roles : []),
    ...toFragmentChunks(answer),
    ...toTailChunks(answer),
  ];
}

/** Converts the fragments of all choices to chunks: the first fragment of each choice, then the second of each, and so on. */
function toFragmentChunks(answer: ChatAnswer): readonly TimedChunk[] {
  const fragmentsOfChoices = answer.choices.map((choice) => toFragments(choice, answer.reply.timing));
  const rounds = fragmentsOfChoices.reduce((most, { length }) => Math.max(most, length), 0);
  return Array.from({ length: rounds }, (_, round) =>
    fragmentsOfChoices
      .flatMap((fragments, choice): readonly { choice: number; fragment: Fragment; isLast: boolean }[] => {
        const fragment = fragments[round];
        return fragment ? [{ choice, fragment, isLast: round === fragments.length - 1 }] : [];
      })
      .map(({ choice, fragment, isLast }, position) => ({
        ...createChunk(answer, choice, fragment.delta, isLast),
        after: position === 0 ? fragment.after : 0,
      })),
  ).flat();
}

function createChunk(answer: ChatAnswer, index: number, delta: ChunkDelta, isLast = false): TimedChunk {
  const isFinish = isLast && answer.reply.tail === 'content-and-finish';
  const finish_reason = isFinish ? (answer.choices[index]?.finishReason ?? null) : null;
  const text = typeof delta.content === 'string' ? delta.content : '';
  const logprobs = getLogprobs(text, answer.request);
  const choice = { index, delta: fillDelta(delta), finish_reason, logprobs };
  return { after: 0, chunk: { ...getEnvelope(answer), choices: [choice], usage: null } };
}
