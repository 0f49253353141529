import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import type { Script, ScriptReply } from './script.js';

/** Returns the reply of the first rule that matches the request; a 404 if none matches. */
export function findReply(script: Script, request: ChatCompletionRequest): ScriptReply {
  const rule = script.find(({ when }) => when?.(request) ?? true);
  if (!rule) return { status: 404, body: { error: 'No rule of the script fits this request' } };
  return typeof rule.reply === 'function' ? rule.reply(request) : rule.reply;
}
