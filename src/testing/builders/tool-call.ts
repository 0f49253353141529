import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { type Place, deltaChunk } from './envelope.js';

/** What {@link toolCall} is made of. */
export interface ToolCallPiece extends Place {
  /** Place among the calls of the answer. Default: 0. */
  readonly index?: number;
  /** Id of the call. Default: `call_1` for the piece with a name that stands at index 0, and so on; none for the others. */
  readonly id?: string;
  /** Name of the tool. A piece without a name goes on with the call at its index. */
  readonly name?: string;
  /** Arguments, or a part of their JSON text. Default: an empty text. */
  readonly arguments?: object | string;
}

/** A chunk that brings a tool call, or a piece of one. */
export function toolCall(piece: ToolCallPiece): ChatCompletionChunk {
  const { index = 0, name, arguments: given = '' } = piece;
  const id = piece.id ?? (name === undefined ? undefined : `call_${index + 1}`);
  const call = {
    index,
    ...(id !== undefined && { id, type: 'function' }),
    function: {
      ...(name !== undefined && { name }),
      arguments: typeof given === 'string' ? given : JSON.stringify(given),
    },
  };
  return deltaChunk({ tool_calls: [call] }, piece);
}
