import { isRecord } from '../json/is-record.js';

/**
 * Whether a request certainly matches the schema, since it has only the most common fields, and only messages whose content is a string.
 * If the result is false, the schema decides. Most requests need only this check, at a fraction of the cost of the schema.
 */
export function isPlainRequest(request: unknown): boolean {
  if (!isRecord(request) || typeof request['model'] !== 'string' || request['model'].trim() === '')
    return false;
  for (const name in request) if (!isPlainField(name, request[name])) return false;
  return Array.isArray(request['messages']);
}

function isPlainField(name: string, value: unknown): boolean {
  switch (name) {
    case 'model':
      return true;
    case 'messages':
      return Array.isArray(value) && value.length > 0 && arePlainMessages(value);
    case 'stream':
      return typeof value === 'boolean';
    case 'temperature':
      return typeof value === 'number' && value >= 0 && value <= 2;
    case 'top_p':
      return typeof value === 'number' && value >= 0 && value <= 1;
    case 'max_completion_tokens':
      return Number.isSafeInteger(value);
    default:
      return false;
  }
}

// `every` would skip the holes of a sparse array, which the schema rejects.
function arePlainMessages(messages: readonly unknown[]): boolean {
  for (const message of messages) if (!isPlainMessage(message)) return false;
  return true;
}

const plainRoles = ['system', 'user', 'assistant', 'developer'];

function isPlainMessage(message: unknown): boolean {
  if (!isRecord(message) || !plainRoles.includes(message['role'] as string)) return false;
  for (const name in message) if (name !== 'role' && name !== 'content') return false;
  const { content } = message;
  return typeof content === 'string' && content.trim() !== '';
}
