import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { getBilling } from './get-billing.js';
import type { AnswerChoice } from './answer-choice.js';
import { getEnvelope } from './get-envelope.js';
import { toFragments } from './to-fragments.js';
import { fillDelta, type TimedChunk } from './timed-chunk.js';
import type { ChatAnswer } from './chat-answer.js';

/** Returns the chunks after the last fragment, according to the `tail` of the reply. */
export function toTailChunks(answer: ChatAnswer): readonly TimedChunk[] {
  const { choices, reply } = answer;
  const after = reply.timing?.tailDelay ?? 0;
  const billing: TimedChunk = { after, chunk: createChunk(answer, getBilling(answer)) };
  switch (reply.tail ?? 'split') {
    case 'cut':
    case 'error':
      return [];
    case 'merged':
      return [
        ...choices.slice(0, -1).map((choice) => createFinish(answer, choice, '')),
        ...choices.slice(-1).map((choice) => createFinish(answer, choice, '', getBilling(answer))),
        ...createSources(answer),
      ];
    case 'content-and-finish': {
      // The last fragment of the other choices has the `finish_reason`.
      const emptyChoices = choices.filter((choice) => toFragments(choice).length === 0);
      const finishes = emptyChoices.map((choice) => createFinish(answer, choice, ''));
      return [...finishes, billing, ...createSources(answer)];
    }
    case 'citations':
    case 'split': {
      const finishes = choices.map((choice) => createFinish(answer, choice, null));
      return [...finishes, billing, ...createSources(answer)];
    }
  }
}

function createFinish(
  answer: ChatAnswer,
  { index, finishReason }: AnswerChoice,
  content: string | null,
  billing: Partial<ChatCompletionChunk> = {},
): TimedChunk {
  const choice = { index, delta: fillDelta({ content }), finish_reason: finishReason, logprobs: null };
  return { after: 0, chunk: { ...getEnvelope(answer), choices: [choice], ...billing } };
}

function createSources(answer: ChatAnswer): readonly TimedChunk[] {
  const { parameters, reply } = answer;
  const isEnabled = reply.tail === 'citations' || parameters.include_search_results_in_stream === true;
  if (!isEnabled || !reply.citations) return [];
  const venice_parameters = { web_search_citations: reply.citations };
  return [{ after: reply.timing?.tailDelay ?? 0, chunk: createChunk(answer, { venice_parameters }) }];
}

/** Creates a chunk without choices. */
function createChunk(answer: ChatAnswer, fields: Partial<ChatCompletionChunk>): ChatCompletionChunk {
  return { ...getEnvelope(answer), choices: [], ...fields };
}
