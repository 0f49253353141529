import type { ChatCompletion } from '../wire/chat-completion.js';
import { JsonAnswer } from './json-answer.js';
import { JsonBuilder } from './json-builder.js';
import { textOfChoice } from './schema-failure.js';

/** Parses the JSON value of one choice of a complete answer, or throws the error of the answer. */
export function jsonOfCompletion(completion: ChatCompletion, choice: number): unknown {
  const builder = new JsonBuilder();
  const answer = new JsonAnswer(choice, builder);
  answer.read(textOfChoice(completion, choice), completion);
  answer.finish(completion);
  return builder.snapshot();
}
