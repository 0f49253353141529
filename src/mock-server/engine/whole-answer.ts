import { completionOfTurn } from './completion-of-turn.js';
import type { WholeAnswer } from './engine-answer.js';
import { pieces } from './pieces.js';
import { responseHeaders, type HeaderContext } from './response-headers.js';
import type { Turn } from './turn.js';

/** Creates the answer as a single JSON response, which is due at the time of the last fragment of the same stream. */
export function wholeAnswer(turn: Turn, context: HeaderContext): WholeAnswer {
  const headersDelay = turn.reply.timing?.headersDelay ?? 0;
  return {
    after: headersDelay + timeOfFragments(turn),
    status: 200,
    headers: responseHeaders(context, 'application/json; charset=utf-8'),
    body: JSON.stringify(completionOfTurn(turn)),
  };
}

function timeOfFragments({ choices, reply }: Turn): number {
  const times = choices.map((choice) =>
    pieces(choice, reply.timing).reduce((sum, { after }) => sum + after, 0),
  );
  return times.reduce((longest, time) => Math.max(longest, time), 0);
}
