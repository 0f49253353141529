import { isRecord } from '../json/is-record.js';
import { envelope } from './builders/envelope.js';

const longestShown = 300;

/** A value as one line: JSON, the class and message of an error before its fields, a chunk without what all of them share. */
export function show(value: unknown): string {
  const text = value instanceof Error ? showError(value) : (toJson(value) ?? String(value));
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

function showError(error: Error): string {
  const fields = toJson(error) ?? '{}';
  return `${error.name}: ${error.message}${fields === '{}' ? '' : ` ${fields}`}`;
}

/** Undefined where JSON has no word for a value, or it holds itself. */
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
