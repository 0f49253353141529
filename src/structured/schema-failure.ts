import { contentWithoutThinking } from '../reducer/think-tags.js';
import { SchemaError, type SchemaErrorReason } from '../errors/schema-error.js';
import type { ChatCompletion, CompletionChoice } from '../wire/chat-completion.js';
import type { StandardIssue } from '../wire/standard-schema.js';

/** Returns the choice of a completion with this `index`, if any. */
export function findChoice({ choices }: ChatCompletion, choice: number): CompletionChoice | undefined {
  return choices.find(({ index }) => index === choice);
}

/** Returns the text of a choice, without reasoning between inline tags; an empty string if the completion does not have the choice. */
export function getChoiceText(completion: ChatCompletion, choice: number): string {
  return contentWithoutThinking(findChoice(completion, choice)?.message.content ?? '');
}

/** Creates the error of an answer whose JSON is missing, invalid, incomplete, or does not match the schema. */
export function schemaFailure(
  completion: ChatCompletion,
  choice: number,
  init: {
    readonly reason: SchemaErrorReason;
    readonly message: string;
    readonly issues?: readonly StandardIssue[];
  },
): SchemaError {
  return new SchemaError({
    issues: [],
    ...init,
    text: getChoiceText(completion, choice),
    partial: completion,
  });
}
