import { toTimedChunks } from './to-timed-chunks.js';
import type { TimedFrame, StreamedAnswer } from './engine-answer.js';
import { overloadedInStream } from './overloaded-in-stream.js';
import { getResponseHeaders, type HeaderContext } from './get-response-headers.js';
import type { ChatAnswer } from './chat-answer.js';

/** Converts an answer to a stream of server-sent events, which ends with `[DONE]` unless the `tail` of the reply is `cut`. */
export function toStreamedAnswer(answer: ChatAnswer, context: HeaderContext): StreamedAnswer {
  const { error = overloadedInStream, tail, timing } = answer.reply;
  const after = timing?.tailDelay ?? 0;
  const frames = toTimedChunks(answer).map((timed): TimedFrame => ({
    after: timed.after,
    data: JSON.stringify(timed.chunk),
  }));
  if (tail === 'error') frames.push({ after, data: JSON.stringify({ error }) });
  if (tail !== 'cut') frames.push({ after, data: '[DONE]' });
  return {
    after: timing?.headersDelay ?? 0,
    status: 200,
    headers: getResponseHeaders(context, 'text/event-stream; charset=utf-8'),
    frames,
    endAfter: timing?.endDelay ?? 0,
  };
}
