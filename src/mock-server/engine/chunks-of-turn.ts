import type { ChunkDelta } from '../../wire/chat-completion-chunk.js';
import { envelopeOfTurn } from './envelope-of-turn.js';
import { logprobsOfText } from './logprobs-of-text.js';
import { pieces, type Piece } from './pieces.js';
import { tailOfTurn } from './tail-of-turn.js';
import { filledDelta, type TimedChunk } from './timed-chunk.js';
import type { Turn } from './turn.js';

/** The answer as chunks: one with only the role, one for each fragment, then the script's `tail`. */
export function chunksOfTurn(turn: Turn): readonly TimedChunk[] {
  const { choices, reply } = turn;
  const opening = choices.map(({ index }) => timed(turn, index, { role: 'assistant', content: '' }));
  return [...opening, ...(reply.repeatsRole ? opening : []), ...fragmentsOfTurn(turn), ...tailOfTurn(turn)];
}

/** Fragments of all choices, interleaved. */
function fragmentsOfTurn(turn: Turn): readonly TimedChunk[] {
  const piecesOfChoices = turn.choices.map((choice) => pieces(choice, turn.reply.timing));
  const rounds = piecesOfChoices.reduce((most, { length }) => Math.max(most, length), 0);
  return Array.from({ length: rounds }, (_, round) =>
    piecesOfChoices
      .flatMap((pieces, choice): readonly { choice: number; piece: Piece; isLast: boolean }[] => {
        const piece = pieces[round];
        return piece ? [{ choice, piece, isLast: round === pieces.length - 1 }] : [];
      })
      .map(({ choice, piece, isLast }, position) => ({
        ...timed(turn, choice, piece.delta, isLast),
        after: position === 0 ? piece.after : 0,
      })),
  ).flat();
}

function timed(turn: Turn, index: number, delta: ChunkDelta, isLast = false): TimedChunk {
  const isFinish = isLast && turn.reply.tail === 'content-and-finish';
  const finish_reason = isFinish ? (turn.choices[index]?.finishReason ?? null) : null;
  const text = typeof delta.content === 'string' ? delta.content : '';
  const logprobs = logprobsOfText(text, turn.request);
  const choice = { index, delta: filledDelta(delta), finish_reason, logprobs };
  return { after: 0, chunk: { ...envelopeOfTurn(turn), choices: [choice], usage: null } };
}
