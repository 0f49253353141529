import { startOffset } from '../durable/run-offset.js';
import type { GoneRun, RunEntry, RunLookup, RunPage, RunStatus, StoredRun } from '../durable/run-store.js';
import type { RunCodec } from './run-codec.js';

const utf8 = new TextDecoder();

/** Converts a part of a reply to a string: depending on its options, a client returns bytes or numbers instead. */
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

export function fromWord(word: string): string {
  return JSON.parse(word) as string;
}

/** Reads the state of a run. */
export function parseLookup(id: string, reply: unknown, codec: RunCodec): RunLookup {
  const [type, second, fields, last] = toList(reply);
  const kind = toText(type);
  if (kind === 'gone') return { status: 'gone', subjectHash: toText(second) };
  if (kind !== 'run') return undefined;
  return parseRun(id, { now: Number(toText(second)), fields: toRecord(fields), last: toText(last) }, codec);
}

/** Reads a page of the log. */
export function parsePage(id: string, reply: unknown, codec: RunCodec): GoneRun | RunPage | undefined {
  const run = parseLookup(id, reply, codec);
  if (run === undefined || run.status === 'gone') return run;
  const [hasOffset, isLast, found] = toList(reply).slice(4);
  const entries = toList(found).map((entry): RunEntry => {
    const [offset, fields] = toList(entry);
    const [type, data] = toList(fields);
    return toEntry(
      run,
      { offset: toText(offset), type: toText(type) as RunEntry['type'], data: toText(data) },
      codec,
    );
  });
  return { entries, isLast: toText(isLast) === '1', hasOffset: toText(hasOffset) === '1', run };
}

/** Decodes the content of an entry. */
export function toEntry(
  { id, subject }: Pick<StoredRun, 'id' | 'subject'>,
  entry: RunEntry,
  codec: RunCodec,
): RunEntry {
  return { ...entry, data: codec.decode(entry.data, { id, subject }) };
}

interface RunReply {
  readonly now: number;
  readonly fields: ReadonlyMap<string, string>;
  readonly last: string;
}

function parseRun(id: string, { now, fields, last }: RunReply, codec: RunCodec): StoredRun {
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
      end: toEntry({ id, subject }, { offset, type: status, data: last }, codec),
    }),
  };
}

function toRecord(flat: unknown): ReadonlyMap<string, string> {
  const list = toList(flat).map(toText);
  return new Map(list.flatMap((name, index) => (index % 2 === 0 ? [[name, list[index + 1] ?? '']] : [])));
}
