import { isRecord } from '../../json/is-record.js';
import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import { checkShape } from './check-shape.js';
import { Refusal } from './refusal.js';

/** Limits of a chat. */
export interface ChatBounds {
  readonly models: ReadonlySet<string>;
  readonly fields: ReadonlySet<string>;
  readonly maxMessages: number;
  readonly maxCompletionTokens: number;
}

/** Validates the body of a chat. Throws a {@link Refusal}, which shows no value of the body. */
export function parseChat(body: unknown, bounds: ChatBounds): ChatCompletionRequest {
  if (!isRecord(body) || Array.isArray(body)) throw refused('the body must be a JSON object');
  checkShape(body);
  for (const field of Object.keys(body)) {
    if (!bounds.fields.has(field)) throw refused(`\`${field.slice(0, 64)}\` is not allowed here`);
  }
  const { model, messages, stream } = body;
  if (typeof model !== 'string' || !bounds.models.has(model)) {
    throw new Refusal(403, 'permission_error', 'This model is not allowed here.');
  }
  if (!Array.isArray(messages) || messages.length === 0)
    throw refused('`messages` must have at least one message');
  if (messages.length > bounds.maxMessages) {
    throw new Refusal(413, '413', `\`messages\` must have at most ${bounds.maxMessages} messages.`);
  }
  if (stream !== undefined && typeof stream !== 'boolean') throw refused('`stream` must be true or false');
  return { ...body, ...tokenLimit(body, bounds.maxCompletionTokens) } as unknown as ChatCompletionRequest;
}

/** Returns a token limit for a body that has none. Refuses a body whose limit, under either of its names, is above `maxTokens`. */
function tokenLimit(body: Record<string, unknown>, maxTokens: number): object {
  const names = ['max_completion_tokens', 'max_tokens'].filter((name) => body[name] !== undefined);
  for (const name of names) {
    const value = body[name];
    if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > maxTokens) {
      throw refused(`\`${name}\` must be a whole number from 1 to ${maxTokens}`);
    }
  }
  return names.length === 0 ? { max_completion_tokens: maxTokens } : {};
}

function refused(remedy: string): Refusal {
  return new Refusal(400, 'invalid_request_error', `The request was refused: ${remedy}.`);
}
