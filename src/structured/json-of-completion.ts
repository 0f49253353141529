import type { ChatCompletion } from '../wire/chat-completion.js';
import { JsonAnswer } from './json-answer.js';
import { JsonBuilder } from './json-builder.js';
import { textOfChoice } from './schema-failure.js';

/** The JSON value that one of the answers of a whole completion is. Throws what it is instead. */
export function jsonOfCompletion(completion: ChatCompletion, choice: number): unknown {
  const builder = new JsonBuilder();
  const answer = new JsonAnswer(choice, builder);
  answer.read(textOfChoice(completion, choice), completion);
  answer.finish(completion);
  return builder.snapshot();
}
