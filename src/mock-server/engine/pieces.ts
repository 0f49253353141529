import type { ChunkDelta } from '../../wire/chat-completion-chunk.js';
import type { ToolCallDelta } from '../../wire/tool-call.js';
import type { ChoiceOfTurn, CompleteToolCall } from './choice-of-turn.js';
import type { ReplyTiming } from './reply-timing.js';
import { tokens } from './tokens.js';

/** One fragment of an answer. */
export interface Piece {
  readonly delta: ChunkDelta;
  /** Milliseconds since the previous fragment, or since the headers. */
  readonly after: number;
}

/** The fragments of an answer in the order in which a model generates them: reasoning, text, tool calls. */
export function pieces(choice: ChoiceOfTurn, timing: ReplyTiming = {}): readonly Piece[] {
  const { firstTokenDelay = 0, tokenDelay = 0 } = timing;
  const deltas: readonly ChunkDelta[] = [
    ...(choice.documents ? deltasOfCall(choice.documents, [choice.documents.arguments]) : []),
    ...tokens(choice.reasoning).map((text) => ({ content: '', reasoning_content: text })),
    ...tokens(choice.text).map((text) => ({ content: text })),
    ...choice.toolCalls.flatMap((call) => deltasOfCall(call, tokens(call.arguments))),
  ];
  return deltas.map((delta, index) => ({ delta, after: index === 0 ? firstTokenDelay : tokenDelay }));
}

/** Number of fragments with empty arguments after the fragment with the name of a tool. */
const emptyPieces = 2;

// Venice sends the name at once, then empty fragments, then the arguments.
function deltasOfCall(
  { id, index, name }: CompleteToolCall,
  fragments: readonly string[],
): readonly ChunkDelta[] {
  const more = [...Array.from({ length: emptyPieces }, () => ''), ...fragments];
  const calls: readonly ToolCallDelta[] = [
    { index, id, type: 'function', function: { name, arguments: '' } },
    ...more.map((text) => ({ index, id: null, type: null, function: { name: null, arguments: text } })),
  ];
  return calls.map((call) => ({ content: '', tool_calls: [call] }));
}
