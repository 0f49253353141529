import type { ChunkDelta } from '../../wire/chat-completion-chunk.js';
import type { ToolCallDelta } from '../../wire/tool-call.js';
import type { AnswerChoice, CompleteToolCall } from './answer-choice.js';
import type { ReplyTiming } from './reply-timing.js';
import { splitIntoTokens } from './split-into-tokens.js';

/** The part of a choice that one chunk adds, usually a token. */
export interface Fragment {
  readonly delta: ChunkDelta;
  /** Milliseconds since the previous fragment, or since the headers. */
  readonly after: number;
}

/** Splits a choice into fragments in the order in which a model generates them: documents, reasoning, text, tool calls. */
export function toFragments(choice: AnswerChoice, timing: ReplyTiming = {}): readonly Fragment[] {
  const { firstTokenDelay = 0, tokenDelay = 0 } = timing;
  const deltas: readonly ChunkDelta[] = [
    ...(choice.documents ? toCallDeltas(choice.documents, [choice.documents.arguments]) : []),
    ...splitIntoTokens(choice.reasoning).map((text) => ({ content: '', reasoning_content: text })),
    ...splitIntoTokens(choice.text).map((text) => ({ content: text })),
    ...choice.toolCalls.flatMap((call) => toCallDeltas(call, splitIntoTokens(call.arguments))),
  ];
  return deltas.map((delta, index) => ({ delta, after: index === 0 ? firstTokenDelay : tokenDelay }));
}

/** Number of fragments with empty arguments after the fragment with the name of a tool. */
const emptyFragments = 2;

// Venice sends the name in one fragment, then fragments with empty arguments, then the arguments.
function toCallDeltas(
  { id, index, name }: CompleteToolCall,
  argumentTokens: readonly string[],
): readonly ChunkDelta[] {
  const more = [...Array.from({ length: emptyFragments }, () => ''), ...argumentTokens];
  const calls: readonly ToolCallDelta[] = [
    { index, id, type: 'function', function: { name, arguments: '' } },
    ...more.map((text) => ({ index, id: null, type: null, function: { name: null, arguments: text } })),
  ];
  return calls.map((call) => ({ content: '', tool_calls: [call] }));
}
