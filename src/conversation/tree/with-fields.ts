import type { SavedEntry } from './conversation-entry.js';
import type { EntryFields } from './tree-change.js';

/** Returns the entry with these fields, without the fields that are undefined. */
export function withFields<Metadata>(
  entry: SavedEntry<Metadata>,
  fields: EntryFields<Metadata>,
): SavedEntry<Metadata> {
  const all = Object.entries({ ...entry, ...fields }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(all) as unknown as SavedEntry<Metadata>;
}

/** Returns the fields to update when the message of an entry is replaced. Only calls that are in the new message are kept. */
export function replacedFields<Metadata>(
  { toolCalls = [] }: SavedEntry<Metadata>,
  message: SavedEntry['message'],
): EntryFields<Metadata> {
  const calls = message.role === 'assistant' ? (message.tool_calls ?? []) : [];
  const kept = toolCalls.filter(({ call }) => calls.some(({ id }) => id === call.id));
  return { message, toolCalls: kept.length > 0 ? kept : undefined };
}
