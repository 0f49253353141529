import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';

/** When a rule of a script file is for a request; all that is given has to fit. */
export interface RuleCondition {
  /** A part of what the user said last, in capitals or not. */
  readonly prompt?: string | undefined;
  /** The model that is asked for, by the name in the request. */
  readonly model?: string | undefined;
}

/** The condition as a function, as a script has it. */
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
