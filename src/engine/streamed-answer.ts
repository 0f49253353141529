import type { AnswerContext } from './answer-context.js';
import { chunksOfTurn } from './chunks-of-turn.js';
import type { Frame, StreamedAnswer } from './engine-answer.js';
import { responseHeaders } from './response-headers.js';
import type { Turn } from './turn.js';

/** The answer as server-sent events, `[DONE]` last unless the script cuts the stream. */
export function streamedAnswer(turn: Turn, context: AnswerContext): StreamedAnswer {
  const { timing, tail } = turn.reply;
  const chunks = chunksOfTurn(turn).map(({ after, chunk }): Frame => ({
    after,
    data: JSON.stringify(chunk),
  }));
  const done: Frame = { after: timing?.tailDelay ?? 0, data: '[DONE]' };
  return {
    after: timing?.headersDelay ?? 0,
    status: 200,
    headers: responseHeaders({
      ...context,
      contentType: 'text/event-stream; charset=utf-8',
      model: turn.request.model,
    }),
    frames: tail === 'cut' ? chunks : [...chunks, done],
    endAfter: timing?.endDelay ?? 0,
  };
}
