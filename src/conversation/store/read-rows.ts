import { isNonEmptyString } from '../../json/is-non-empty-string.js';
import { isRecord } from '../../json/is-record.js';
import { omitUndefined } from '../../json/omit-undefined.js';
import { assertOption } from '../../options/invalid-option.js';
import { checkApprovalResponse } from '../../tools/approval.js';
import type { ConversationRow } from '../../wire/conversation-changes.js';
import type { CallResponse } from '../call-response.js';
import { checkMetadata } from '../check-messages.js';
import type { StoredCommand } from '../command-queue.js';
import { readEntry } from '../read-entry.js';
import { readTotals } from '../read-totals.js';
import { readCommand } from '../read-version-2.js';
import type { RunOutcome } from '../run-end.js';
import type { EntryStatus, SavedEntry } from '../tree/conversation-entry.js';

/** Value of the `sender` row, which is the send lock of conversations without `navigator.locks`. */
export interface Sender {
  /** Random id of the conversation object that has the lock. */
  readonly owner: string;
  /** When this conversation last renewed the lock, in milliseconds since 1970. */
  readonly at: number;
}

/** The rows of a conversation, grouped by their type. */
export interface RowsByType<Metadata> {
  /** Entries by id, without metadata; null for entries that were removed. */
  readonly entries: ReadonlyMap<string, SavedEntry<Metadata> | null>;
  /** Metadata by the id of the entry; undefined if the metadata was removed. */
  readonly metadata: ReadonlyMap<string, Metadata | undefined>;
  /** Ids of the chosen versions, by the id of the entry before them. */
  readonly choices: ReadonlyMap<string | null, string | null>;
  readonly queued: readonly StoredCommand<Metadata>[];
  /** Whether the run of an entry must be stopped, by the id of the entry. */
  readonly stops: ReadonlyMap<string, boolean>;
  readonly outcome?: Pick<RunOutcome, 'cost' | 'interrupted' | 'usage'>;
  readonly sender?: Sender | null;
}

/** Reads rows from any store; throws a `TypeError` that names the invalid field. Rows of unknown types are left out. */
export function readRows<Metadata>(rows: readonly ConversationRow[]): RowsByType<Metadata> {
  assertOption(Array.isArray(rows), 'rows', 'an array of rows', rows);
  const entries = new Map<string, SavedEntry<Metadata> | null>();
  const metadata = new Map<string, Metadata | undefined>();
  const choices = new Map<string | null, string | null>();
  const queued: StoredCommand<Metadata>[] = [];
  const stops = new Map<string, boolean>();
  let others: Pick<RowsByType<Metadata>, 'outcome' | 'sender'> = {};
  for (const [index, row] of rows.entries()) {
    const path = `rows[${index}]`;
    assertOption(isRecord(row), path, 'a row', row);
    const { type, id, value } = row;
    assertOption(typeof id === 'string', `${path}.id`, 'a string', id);
    if (type === 'entry')
      entries.set(id, value === null ? null : readStoredEntry(value, id, `${path}.value`));
    if (type === 'metadata') metadata.set(id, readMetadata(value, `${path}.value`) as Metadata | undefined);
    if (type === 'selected') choices.set(id === '' ? null : id, isNonEmptyString(value) ? value : null);
    if (type === 'queued') queued.push(readQueued(value, id, `${path}.value`));
    if (type === 'stop') stops.set(id, value === true);
    if (type === 'outcome') others = { ...others, outcome: readOutcome(value, `${path}.value`) };
    if (type === 'sender') others = { ...others, sender: readSender(value) };
  }
  return { entries, metadata, choices, queued, stops, ...others };
}

const unfinished: readonly unknown[] = ['pending', 'streaming', 'running-tools'] satisfies EntryStatus[];

/** Whether the run of an entry had not ended when the entry was saved. */
export function isUnfinished({ status }: { readonly status?: unknown }): boolean {
  return unfinished.includes(status);
}

/** Reads an entry of a store. Unlike an entry of an export, it may belong to a run that has not ended. */
function readStoredEntry<Metadata>(value: unknown, id: string, path: string): SavedEntry<Metadata> {
  assertOption(isRecord(value) && value['id'] === id, path, 'the entry with the id of its row', value);
  const { status, parentId } = value;
  const earlierIds = new Set(typeof parentId === 'string' ? [parentId] : []);
  if (!unfinished.includes(status)) return readEntry<Metadata>(value, path, earlierIds);
  const entry = readEntry<Metadata>({ ...value, status: 'stopped' }, path, earlierIds);
  return { ...entry, status: status as EntryStatus };
}

function readMetadata(value: unknown, path: string): unknown {
  assertOption(value === null || isRecord(value), path, 'an object or null', value);
  checkMetadata(value?.['metadata'], path);
  return value?.['metadata'];
}

function readQueued<Metadata>(value: unknown, id: string, path: string): StoredCommand<Metadata> {
  if (value === null) return { id, command: undefined, position: 0 };
  const isQueued = isRecord(value) && Number.isFinite(value['position']);
  assertOption(isQueued, path, 'a command with its position', value);
  const command = readCommand<Metadata>(value['command'], `${path}.command`, new Set());
  assertOption(command.id === id, `${path}.command.id`, 'the id of its row', command.id);
  const { position, responses, refuses } = value;
  return {
    id,
    command,
    position: position as number,
    ...(responses !== undefined && { responses: readResponses(responses, `${path}.responses`) }),
    ...(isNonEmptyString(refuses) && { refuses }),
  };
}

function readResponses(value: unknown, path: string): readonly CallResponse[] {
  assertOption(Array.isArray(value), path, 'an array of responses', value);
  return value.map((item: unknown, index): CallResponse => {
    const itemPath = `${path}[${index}]`;
    assertOption(isCallResponse(item), itemPath, 'a response with the id of its call', item);
    const { callId, response } = item;
    checkApprovalResponse(response, `${itemPath}.response`);
    return { callId, response };
  });
}

function isCallResponse(value: unknown): value is { readonly callId: string; readonly response: unknown } {
  return isRecord(value) && typeof value['callId'] === 'string';
}

function readOutcome(value: unknown, path: string): Pick<RunOutcome, 'cost' | 'interrupted' | 'usage'> {
  if (value === null) return {};
  assertOption(isRecord(value), path, 'an object or null', value);
  const { interrupted } = value;
  const afterId = isRecord(interrupted) ? interrupted['afterId'] : undefined;
  const isInterrupted = afterId === null || typeof afterId === 'string';
  return {
    ...readTotals(value, path),
    ...omitUndefined({ interrupted: isInterrupted ? { afterId } : undefined }),
  };
}

function readSender(value: unknown): Sender | null {
  if (!isRecord(value)) return null;
  const { owner, at } = value;
  return typeof owner === 'string' && typeof at === 'number' ? { owner, at } : null;
}
