import { startOffset } from '../durable/run-offset.js';
import { StoreRefusedError } from '../errors/store-refused-error.js';
import type { GoneRun, RunEntry, RunLookup, RunPage, RunStatus, StoredRun } from '../durable/run-store.js';
import type { Base } from './compact-data.js';
import { type EntryCodec, nextBase } from './entry-codec.js';

const utf8 = new TextDecoder();

/** Converts a part of a reply to a string: with some options, clients return bytes or numbers. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array ? utf8.decode(value) : String(value);
}

/** Returns a part of a reply as an array. */
export function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** Converts a subject to JSON without spaces, so that it is one word of a notification. */
export function toWord(text: string): string {
  return JSON.stringify(text).replaceAll(' ', String.raw`\u0020`);
}

/** Reverses {@link toWord}. */
export function fromWord(word: string): string {
  if (word === '""') return '';
  return JSON.parse(word) as string;
}

/** Reads the state of a run. */
export function parseLookup(id: string, reply: unknown, codec: EntryCodec): RunLookup {
  const [type, second, fields, last] = toList(reply);
  const kind = toText(type);
  if (kind === 'gone') return { status: 'gone', subjectHash: toText(second) };
  if (kind !== 'run') return undefined;
  return parseRun(id, { now: Number(toText(second)), fields: toRecord(fields), last: toText(last) }, codec);
}

/** A page of the log, and the base of the entries after it. */
export interface ParsedPage {
  readonly page: GoneRun | RunPage | undefined;
  readonly base?: Base | undefined;
}

/** Reads a page of the log. */
export function parsePage(id: string, reply: unknown, codec: EntryCodec): ParsedPage {
  const run = parseLookup(id, reply, codec);
  if (run === undefined || run.status === 'gone') return { page: run };
  const [hasOffset, isLast, found, earlier] = toList(reply).slice(4);
  let base: Base | undefined;
  const read = (stored: RunEntry): RunEntry => {
    const entry = decodeEntry(stored, run, codec, base);
    base = nextBase(stored, entry, base);
    return entry;
  };
  // The base of the first compact entry, if it is not in the page.
  toEntries(earlier).forEach(read);
  const entries = toEntries(found).map(read);
  return {
    page: { entries, isLast: toText(isLast) === '1', hasOffset: toText(hasOffset) === '1', run },
    base,
  };
}

function toEntries(list: unknown): readonly RunEntry[] {
  return toList(list).map((entry) => {
    const [offset, fields] = toList(entry);
    const [type, data] = toList(fields);
    return { offset: toText(offset), type: toText(type) as RunEntry['type'], data: toText(data) };
  });
}

function decodeEntry(
  stored: RunEntry,
  run: Pick<StoredRun, 'id' | 'subject'>,
  codec: EntryCodec,
  base?: Base,
): RunEntry {
  const entry = codec.decode(stored, run, base);
  if (entry) return entry;
  throw new StoreRefusedError({
    message: `the entry ${stored.offset} refers to an earlier entry that the log does not contain`,
    reason: 'unsupported',
  });
}

interface RunReply {
  readonly now: number;
  readonly fields: ReadonlyMap<string, string>;
  readonly last: string;
}

function parseRun(id: string, { now, fields, last }: RunReply, codec: EntryCodec): StoredRun {
  const text = (name: string): string => fields.get(name) ?? '';
  const number = (name: string): number => Number(fields.get(name) ?? 0);
  const optional = (name: 'source' | 'traceparent'): Partial<StoredRun> =>
    fields.has(name) ? { [name]: text(name) } : {};
  const status = text('status') as RunStatus;
  const subject = fromWord(fields.get('subject') ?? '""');
  const offset = fields.get('offset') ?? startOffset;
  return {
    v: number('v'),
    id,
    owner: text('owner'),
    subject,
    inputHash: text('inputHash'),
    ...optional('source'),
    ...optional('traceparent'),
    lease: number('lease'),
    ttl: number('ttl'),
    tombstoneTtl: number('tombstoneTtl'),
    status,
    epoch: number('epoch'),
    offset,
    size: number('size'),
    startedAt: number('startedAt'),
    ...(fields.has('endedAt') && { endedAt: number('endedAt') }),
    leaseUntil: number('leaseUntil'),
    now,
    ...(status !== 'running' && {
      end: decodeEntry({ offset, type: status, data: last }, { id, subject }, codec),
    }),
  };
}

function toRecord(flat: unknown): ReadonlyMap<string, string> {
  const list = toList(flat).map(toText);
  return new Map(list.flatMap((name, index) => (index % 2 === 0 ? [[name, list[index + 1] ?? '']] : [])));
}
