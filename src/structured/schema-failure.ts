import { contentWithoutThinking } from '../reducer/think-tags.js';
import { SchemaError, type SchemaErrorReason } from '../errors/schema-error.js';
import type { ChatCompletion, CompletionChoice } from '../wire/chat-completion.js';
import type { StandardIssue } from '../wire/standard-schema.js';

/** One of the answers of a completion; undefined where there is none of that `index`. */
export function findChoice({ choices }: ChatCompletion, choice: number): CompletionChoice | undefined {
  return choices.find(({ index }) => index === choice);
}

/** The text of one of the answers, without reasoning between inline tags. */
export function textOfChoice(completion: ChatCompletion, choice: number): string {
  return contentWithoutThinking(findChoice(completion, choice)?.message.content ?? '');
}

/** The error of an answer that is not what its schema asks for. */
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
