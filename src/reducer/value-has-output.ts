import { deltaHasOutput } from './has-output.js';
import { isRecord } from '../json/is-record.js';

/**
 * Whether this value of a chat has output. The rule for a chunk, a completion and the event of a chunk is that of `hasOutput`. The event
 * `head` and an empty string have no output; any other value has.
 */
export function valueHasOutput(value: unknown): boolean {
  if (!isRecord(value)) return value !== '';
  if (value['type'] === 'head') return false;
  if (value['type'] === 'chunk') return valueHasOutput(value['chunk']);
  const object = value['object'];
  if (object !== 'chat.completion.chunk' && object !== 'chat.completion') return true;
  // The response of another route of the server may have the same `object`, but other fields.
  const choices: readonly unknown[] = Array.isArray(value['choices']) ? value['choices'] : [];
  return choices.some((choice) => {
    // Reads both fields, whatever `object` says: some servers stream chunks with the `object` of a completion.
    const part = isRecord(choice) ? (choice['delta'] ?? choice['message']) : undefined;
    return isRecord(part) && deltaHasOutput(part);
  });
}
