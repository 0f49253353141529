import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { type OptionRules, checkOptions } from '../../options/check-options.js';
import { anything } from '../../options/option-rules.js';
import { type ChunkOptions, deltaChunk, chunkOptionRules } from './envelope.js';

/** Options of {@link toolCall}. */
export interface ToolCallPiece extends ChunkOptions {
  /** Index among the tool calls of the choice. Default: 0. */
  readonly index?: number;
  /** Id of the call. Default for a piece with a name: `call_1` at index 0, and so on; none for other pieces. */
  readonly id?: string;
  /** Name of the tool. A piece without a name continues the call at its index. */
  readonly name?: string;
  /** Arguments as an object, or a part of their JSON as a string. Default: an empty string. */
  readonly arguments?: object | string;
}

const rules: OptionRules<ToolCallPiece> = {
  ...chunkOptionRules,
  index: anything,
  id: anything,
  name: anything,
  arguments: anything,
};

/** Creates a chunk with a tool call, or a piece of one. */
export function toolCall(piece: ToolCallPiece): ChatCompletionChunk {
  checkOptions(piece, rules);
  const { choice = 0, index = 0, name, arguments: input = '' } = piece;
  const id = piece.id ?? (name === undefined ? undefined : `call_${index + 1}`);
  const call = {
    index,
    ...(id !== undefined && { id, type: 'function' }),
    function: {
      ...(name !== undefined && { name }),
      arguments: typeof input === 'string' ? input : JSON.stringify(input),
    },
  };
  return deltaChunk({ tool_calls: [call] }, { choice });
}
