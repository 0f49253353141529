import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { billingOfTurn } from './billing-of-turn.js';
import type { ChoiceOfTurn } from './choice-of-turn.js';
import { envelopeOfTurn } from './envelope-of-turn.js';
import { pieces } from './pieces.js';
import { filledDelta, type TimedChunk } from './timed-chunk.js';
import type { Turn } from './turn.js';

/** Returns the chunks after the last fragment, according to the `tail` of the reply. */
export function tailOfTurn(turn: Turn): readonly TimedChunk[] {
  const { choices, reply } = turn;
  const after = reply.timing?.tailDelay ?? 0;
  const billed: TimedChunk = { after, chunk: extra(turn, billingOfTurn(turn)) };
  switch (reply.tail ?? 'split') {
    case 'cut':
    case 'error':
      return [];
    case 'merged':
      return [
        ...choices.slice(0, -1).map((choice) => finish(turn, choice, '')),
        ...choices.slice(-1).map((choice) => finish(turn, choice, '', billingOfTurn(turn))),
        ...sources(turn),
      ];
    case 'content-and-finish': {
      // A choice without fragments has no last fragment, so its finish needs a chunk.
      const withoutPieces = choices.filter((choice) => pieces(choice).length === 0);
      return [...withoutPieces.map((choice) => finish(turn, choice, '')), billed, ...sources(turn)];
    }
    case 'citations':
    case 'split':
      return [...choices.map((choice) => finish(turn, choice, null)), billed, ...sources(turn)];
  }
}

function finish(
  turn: Turn,
  { index, finishReason }: ChoiceOfTurn,
  content: string | null,
  billing: Partial<ChatCompletionChunk> = {},
): TimedChunk {
  const choice = { index, delta: filledDelta({ content }), finish_reason: finishReason, logprobs: null };
  return { after: 0, chunk: { ...envelopeOfTurn(turn), choices: [choice], ...billing } };
}

function sources(turn: Turn): readonly TimedChunk[] {
  const { parameters, reply } = turn;
  const isWanted = reply.tail === 'citations' || parameters.include_search_results_in_stream === true;
  if (!isWanted || !reply.citations) return [];
  const venice_parameters = { web_search_citations: reply.citations };
  return [{ after: reply.timing?.tailDelay ?? 0, chunk: extra(turn, { venice_parameters }) }];
}

function extra(turn: Turn, fields: Partial<ChatCompletionChunk>): ChatCompletionChunk {
  return { ...envelopeOfTurn(turn), choices: [], ...fields };
}
