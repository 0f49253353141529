import { EMPTY, type Observable, expand, map, mergeMap, of, reduce } from 'rxjs';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { ChatSnapshot } from './chat-snapshot.js';
import { decodeValues } from './entry-data.js';
import type { RunNode } from './run-node.js';
import { startOffset } from './run-offset.js';
import type { RunPage } from './run-store.js';

/** Emits one array of all values of a run. */
export function readAll(node: RunNode, id: string): Observable<readonly unknown[]> {
  return readPages(node, id).pipe(
    reduce<RunPage, unknown[]>((values, { entries }) => {
      for (const value of decodeValues(entries)) values.push(value);
      return values;
    }, []),
  );
}

/** Emits the answer of a chat so far, and completes; emits undefined for a run with other values. */
export function readPartial(node: RunNode, id: string): Observable<ChatCompletion | undefined> {
  return readPages(node, id).pipe(
    reduce((snapshot, { entries }) => {
      snapshot.add(decodeValues(entries));
      return snapshot;
    }, new ChatSnapshot()),
    map((snapshot) => snapshot.partial()),
  );
}

function readPages(node: RunNode, id: string): Observable<RunPage> {
  const readAfter = (offset: string): Observable<RunPage> =>
    node.reads
      .read(id, offset)
      .pipe(mergeMap((page) => (page === undefined || 'status' in page ? EMPTY : of(page))));
  return readAfter(startOffset).pipe(
    expand(({ entries, isLast }) => {
      const last = entries.at(-1);
      return isLast || !last ? EMPTY : readAfter(last.offset);
    }),
  );
}
