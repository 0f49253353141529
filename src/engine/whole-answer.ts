import type { AnswerContext } from './answer-context.js';
import { completionOfTurn } from './completion-of-turn.js';
import type { WholeAnswer } from './engine-answer.js';
import { pieces } from './pieces.js';
import { responseHeaders } from './response-headers.js';
import type { Turn } from './turn.js';

/** The answer in one piece, due when the last fragment of its stream would be. */
export function wholeAnswer(turn: Turn, context: AnswerContext): WholeAnswer {
  const headersDelay = turn.reply.timing?.headersDelay ?? 0;
  return {
    after: pieces(turn.reply).reduce((sum, { after }) => sum + after, headersDelay),
    status: 200,
    headers: responseHeaders({
      ...context,
      contentType: 'application/json; charset=utf-8',
      model: turn.request.model,
    }),
    body: JSON.stringify(completionOfTurn(turn)),
  };
}
