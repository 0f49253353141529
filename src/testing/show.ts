import { isRecord } from '../json/is-record.js';
import { envelope } from './builders/envelope.js';

/** Maximum number of characters to show of a value. */
const maxLength = 300;

/** Formats a value on one line as JSON; an error as its name, message and fields; a builder's chunk without id, time and model. */
export function show(value: unknown): string {
  const text = value instanceof Error ? showError(value) : (toJson(value) ?? String(value));
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
}

function showError(error: Error): string {
  const fields = toJson(error) ?? '{}';
  return `${error.name}: ${error.message}${fields === '{}' ? '' : ` ${fields}`}`;
}

/** Returns undefined if JSON cannot represent the value, for example because it contains itself. */
function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, withoutEnvelope);
  } catch {
    return undefined;
  }
}

function withoutEnvelope(_key: string, value: unknown): unknown {
  if (!isRecord(value) || value['id'] !== envelope.id || value['model'] !== envelope.model) return value;
  const { id, created, model, ...rest } = value;
  return rest;
}
