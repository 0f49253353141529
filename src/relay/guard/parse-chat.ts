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

/** Validates the body of a chat; fails with a {@link Refusal} that shows none of its values. */
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
  return { ...body, ...tokens(body, bounds.maxCompletionTokens) } as unknown as ChatCompletionRequest;
}

/** Returns the token limit of the answer, under both of its names: `most`, or the limit of the request if that is lower. */
function tokens(body: Record<string, unknown>, most: number): object {
  const given = ['max_completion_tokens', 'max_tokens'].filter((name) => body[name] !== undefined);
  for (const name of given) {
    const value = body[name];
    if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > most) {
      throw refused(`\`${name}\` must be a whole number from 1 to ${most}`);
    }
  }
  return given.length === 0 ? { max_completion_tokens: most } : {};
}

function refused(remedy: string): Refusal {
  return new Refusal(400, 'invalid_request_error', `The request was refused: ${remedy}.`);
}
