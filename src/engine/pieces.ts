import type { TextReply } from './script.js';
import { tokens } from './tokens.js';

/** One fragment of an answer. */
export interface Piece {
  readonly kind: 'content' | 'reasoning';
  readonly text: string;
  /** Milliseconds since the fragment before it, or since the headers. */
  readonly after: number;
}

/** The fragments of a reply in the order in which a model writes them: the reasoning, then the text. */
export function pieces(reply: TextReply): readonly Piece[] {
  const { firstTokenDelay = 0, tokenDelay = 0 } = reply.timing ?? {};
  return [
    ...tokens(reply.reasoning ?? '').map((text) => ({ kind: 'reasoning' as const, text })),
    ...tokens(reply.text).map((text) => ({ kind: 'content' as const, text })),
  ].map((piece, index) => ({ ...piece, after: index === 0 ? firstTokenDelay : tokenDelay }));
}
