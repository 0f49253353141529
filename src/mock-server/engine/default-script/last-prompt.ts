import type { ChatCompletionRequest } from '../../../wire/chat-completion-request.js';

/** The text of the last message of the user. */
export function lastPrompt({ messages }: ChatCompletionRequest): string {
  const content = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part.text : '')).join(' ');
}

/** Words that look like names: those with a capital that do not begin a sentence. */
export function namesIn(prompt: string): readonly string[] {
  return prompt.match(/(?<=[\p{L}\p{N},;:] )\p{Lu}[\p{L}\p{N}-]+/gu) ?? [];
}
