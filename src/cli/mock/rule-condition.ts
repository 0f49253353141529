import { getLastPrompt } from '../../mock-server/engine/default-script/get-last-prompt.js';
import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';

/** Condition of a rule in a script file. A request must match all fields. */
export interface RuleCondition {
  /** A part of the last user message. Upper and lower case are equal. */
  readonly prompt?: string | undefined;
  /** The model, as named in the request. */
  readonly model?: string | undefined;
}

/** Converts the condition to a predicate for a script. */
export function toPredicate({ prompt, model }: RuleCondition): (request: ChatCompletionRequest) => boolean {
  return (request) =>
    (model === undefined || request.model === model) &&
    (prompt === undefined || getLastPrompt(request).toLowerCase().includes(prompt.toLowerCase()));
}
