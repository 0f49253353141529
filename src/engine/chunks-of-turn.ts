import type { ChatCompletionChunk, ChunkDelta } from '../wire/chat-completion-chunk.js';
import { billingOfTurn } from './billing-of-turn.js';
import { pieces, type Piece } from './pieces.js';
import type { Turn } from './turn.js';

/** A chunk and the milliseconds since the one before it, or since the headers. */
export interface TimedChunk {
  readonly after: number;
  readonly chunk: ChatCompletionChunk;
}

/** The answer as chunks: one with the role only, one for each fragment, then what the script's `tail` says. */
export function chunksOfTurn(turn: Turn): readonly TimedChunk[] {
  return [
    { after: 0, chunk: chunkOf(turn, { role: 'assistant', content: '' }, { usage: null }) },
    ...pieces(turn.reply).map((piece) => ({
      after: piece.after,
      chunk: chunkOf(turn, deltaOfPiece(piece), { usage: null }),
    })),
    ...tailOf(turn),
  ];
}

function tailOf(turn: Turn): readonly TimedChunk[] {
  const { tail = 'split', finishReason = 'stop', timing } = turn.reply;
  const billing = billingOfTurn(turn);
  switch (tail) {
    case 'cut':
      return [];
    case 'merged':
      return [{ after: 0, chunk: chunkOf(turn, { content: '' }, billing, finishReason) }];
    case 'split':
      return [
        { after: 0, chunk: chunkOf(turn, { content: null }, {}, finishReason) },
        { after: timing?.tailDelay ?? 0, chunk: { ...envelopeOf(turn), choices: [], ...billing } },
      ];
  }
}

function deltaOfPiece({ kind, text }: Piece): ChunkDelta {
  return kind === 'content' ? { content: text } : { content: '', reasoning_content: text };
}

function chunkOf(
  turn: Turn,
  delta: ChunkDelta,
  billing: Pick<ChatCompletionChunk, 'cost' | 'usage'>,
  finish_reason: string | null = null,
): ChatCompletionChunk {
  const filled = { role: null, content: '', reasoning_content: null, tool_calls: null, ...delta };
  return {
    ...envelopeOf(turn),
    choices: [{ index: 0, delta: filled, finish_reason, logprobs: null }],
    ...billing,
  };
}

function envelopeOf({ id, created, request }: Turn): ChatCompletionChunk {
  return { id, object: 'chat.completion.chunk', created, model: request.model };
}
