import { RefusalError } from '../errors/refusal-error.js';
import { IncompleteCompletionError } from '../errors/incomplete-completion-error.js';
import { isBadFinish, isGoodFinish } from '../history/finish-reasons.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { JsonInText } from './json-in-text.js';
import { findChoice, schemaFailure } from './schema-failure.js';

/**
 * Checks the end of an answer, and throws the matching error unless its JSON is complete. After an unknown finish reason, the JSON counts as
 * complete if its end is visible, such as a closing bracket. After the finish reason of an answer that was cut off, it never does.
 */
export function checkOutcome(completion: ChatCompletion, choice: number, json: JsonInText): void {
  const { message, finish_reason: finishReason } = findChoice(completion, choice) ?? {};
  const refusal: unknown = message?.refusal;
  if (typeof refusal === 'string' && refusal !== '')
    throw new RefusalError({ message: 'the model refused to answer', refusal, partial: completion });
  const mayBeCut = typeof finishReason === 'string' && !isGoodFinish(finishReason);
  // `end` completes a top-level number. If the answer may be cut off, more digits may be missing.
  if (!mayBeCut) json.end();
  if (json.isDone && !(mayBeCut && isBadFinish(finishReason))) return;
  if (mayBeCut) {
    const text = `the answer ended with \`${finishReason}\`, so its JSON may be truncated`;
    throw new IncompleteCompletionError({ message: text, finishReason, partial: completion });
  }
  throw schemaFailure(
    completion,
    choice,
    json.hasStarted
      ? { reason: 'incomplete', message: 'the JSON of the answer is incomplete' }
      : {
          reason: 'no-json',
          message: describeMissingJson(message?.content ?? '', message?.tool_calls?.length ?? 0),
        },
  );
}

function describeMissingJson(content: string, calls: number): string {
  if (content.trim() !== '') return 'the answer is text, not JSON';
  return calls > 0 ? 'the answer has tool calls and no text' : 'the answer has no text';
}
