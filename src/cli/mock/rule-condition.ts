import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';

/** Condition of a rule in a script file; all given fields have to match. */
export interface RuleCondition {
  /** Part of the last user message, case-insensitive. */
  readonly prompt?: string | undefined;
  /** Name of the model in the request. */
  readonly model?: string | undefined;
}

/** Converts the condition to a predicate for a script. */
export function toPredicate({ prompt, model }: RuleCondition): (request: ChatCompletionRequest) => boolean {
  return (request) =>
    (model === undefined || request.model === model) &&
    (prompt === undefined || getLastPrompt(request).toLowerCase().includes(prompt.toLowerCase()));
}

function getLastPrompt({ messages }: ChatCompletionRequest): string {
  const content = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part.text : '')).join(' ');
}
