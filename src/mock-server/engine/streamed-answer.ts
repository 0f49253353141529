import { chunksOfTurn } from './chunks-of-turn.js';
import type { Frame, StreamedAnswer } from './engine-answer.js';
import { overloadedInStream } from './overloaded-in-stream.js';
import { responseHeaders, type HeaderContext } from './response-headers.js';
import type { Turn } from './turn.js';

/** Creates the answer as a stream of server-sent events. It ends with `[DONE]`, unless the `tail` of the reply is `cut`. */
export function streamedAnswer(turn: Turn, context: HeaderContext): StreamedAnswer {
  const { error = overloadedInStream, tail, timing } = turn.reply;
  const after = timing?.tailDelay ?? 0;
  const frames = chunksOfTurn(turn).map((timed): Frame => ({
    after: timed.after,
    data: JSON.stringify(timed.chunk),
  }));
  if (tail === 'error') frames.push({ after, data: JSON.stringify({ error }) });
  if (tail !== 'cut') frames.push({ after, data: '[DONE]' });
  return {
    after: timing?.headersDelay ?? 0,
    status: 200,
    headers: responseHeaders(context, 'text/event-stream; charset=utf-8'),
    frames,
    endAfter: timing?.endDelay ?? 0,
  };
}
