import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import type { Script, ScriptReply } from './script.js';

/** Returns the reply of the first matching rule; if none matches, a descriptive 404. */
export function replyOfScript(script: Script, request: ChatCompletionRequest): ScriptReply {
  const rule = script.find(({ when }) => when?.(request) ?? true);
  if (!rule) return { status: 404, body: { error: 'No rule of the script fits this request' } };
  return typeof rule.reply === 'function' ? rule.reply(request) : rule.reply;
}
