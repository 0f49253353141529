import { NEVER } from 'rxjs';
import {
  type ChatMessage,
  Conversation,
  type ConversationExport,
  type SavedEntry,
  repairHistory,
} from 'venice-rx';

/** Returns a copy of an export that was serialized as JSON and parsed again. */
export function jsonCopy(exported: ConversationExport): ConversationExport {
  return JSON.parse(JSON.stringify(exported)) as ConversationExport;
}

/** Returns a conversation without tools that has loaded an export. */
export function load(from: ConversationExport): Conversation {
  return new Conversation(() => NEVER, { request: { model: 'default' }, from: jsonCopy(from) });
}

/** Returns the entries from the first entry of the conversation to the entry with this id. */
export function pathTo({ entries }: ConversationExport, id: string | null): readonly SavedEntry[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const path: SavedEntry[] = [];
  let entry = byId.get(id ?? '');
  while (entry !== undefined) {
    path.unshift(entry);
    entry = byId.get(entry.parentId ?? '');
  }
  return path;
}

/** Returns the messages that a request for an answer after this entry must contain. */
export function messagesTo(exported: ConversationExport, id: string | null): readonly ChatMessage[] {
  return repairHistory(pathTo(exported, id).map(({ message }) => message));
}

/** Returns the ids of an entry and of all entries after it. */
export function idsWithin({ entries }: ConversationExport, id: string): readonly string[] {
  const ids = new Set([id]);
  for (const entry of entries) if (entry.parentId !== null && ids.has(entry.parentId)) ids.add(entry.id);
  return [...ids];
}
