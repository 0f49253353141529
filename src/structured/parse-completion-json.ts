import type { ChatCompletion } from '../wire/chat-completion.js';
import { JsonAnswer } from './json-answer.js';
import { JsonBuilder } from './json-builder.js';
import { getChoiceText } from './schema-failure.js';

/** Parses the JSON of one choice of a complete answer. Throws the matching error if the choice has no complete and valid JSON. */
export function parseCompletionJson(completion: ChatCompletion, choice: number): unknown {
  const builder = new JsonBuilder();
  const answer = new JsonAnswer(choice, builder);
  answer.read(getChoiceText(completion, choice), completion);
  answer.finish(completion);
  return builder.snapshot();
}
