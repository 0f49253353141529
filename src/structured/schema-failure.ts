import { contentWithoutThinking } from '../reducer/think-tags.js';
import { SchemaError, type SchemaErrorReason } from '../errors/schema-error.js';
import type { ChatCompletion, CompletionChoice } from '../wire/chat-completion.js';
import type { StandardIssue } from '../wire/standard-schema.js';

/** Returns the choice of a completion with this `index`, if any. */
export function findChoice({ choices }: ChatCompletion, choice: number): CompletionChoice | undefined {
  return choices.find(({ index }) => index === choice);
}

/** The text of a choice, without reasoning between inline tags. */
export function textOfChoice(completion: ChatCompletion, choice: number): string {
  return contentWithoutThinking(findChoice(completion, choice)?.message.content ?? '');
}

/** The error of an answer that does not match its schema. */
export function schemaFailure(
  completion: ChatCompletion,
  choice: number,
  facts: {
    readonly reason: SchemaErrorReason;
    readonly message: string;
    readonly issues?: readonly StandardIssue[];
  },
): SchemaError {
  return new SchemaError({
    issues: [],
    ...facts,
    text: textOfChoice(completion, choice),
    partial: completion,
  });
}
