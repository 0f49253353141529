import type { ChatCompletionRequest } from '../../../wire/chat-completion-request.js';

/** Returns the text of the last user message; empty if there is none. */
export function getLastPrompt({ messages }: ChatCompletionRequest): string {
  const content = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part.text : '')).join(' ');
}

/** Returns the words that look like names: capitalized, and not at the start of a sentence. */
export function findNames(prompt: string): readonly string[] {
  return prompt.match(/(?<=[\p{L}\p{N},;:] )\p{Lu}[\p{L}\p{N}-]+/gu) ?? [];
}
