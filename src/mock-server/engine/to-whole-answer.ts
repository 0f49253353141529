import { toChatCompletion } from './to-chat-completion.js';
import type { WholeAnswer } from './engine-answer.js';
import { toFragments } from './to-fragments.js';
import { getResponseHeaders, type HeaderContext } from './get-response-headers.js';
import type { ChatAnswer } from './chat-answer.js';

/** Converts an answer to a single JSON response, which is due when the last fragment of a stream would be due. */
export function toWholeAnswer(answer: ChatAnswer, context: HeaderContext): WholeAnswer {
  const headersDelay = answer.reply.timing?.headersDelay ?? 0;
  return {
    after: headersDelay + getFragmentsTime(answer),
    status: 200,
    headers: getResponseHeaders(context, 'application/json; charset=utf-8'),
    body: JSON.stringify(toChatCompletion(answer)),
  };
}

function getFragmentsTime({ choices, reply }: ChatAnswer): number {
  const times = choices.map((choice) =>
    toFragments(choice, reply.timing).reduce((sum, { after }) => sum + after, 0),
  );
  return times.reduce((longest, time) => Math.max(longest, time), 0);
}
