import { DestroyRef, type Injector, PLATFORM_ID, PendingTasks } from '@angular/core';
import { isPlatformServer } from '@angular/common';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NEVER, type Observable, concat, defer, finalize, from, of, tap } from 'rxjs';
import { isConflict } from '../errors/conversation-conflict-error.js';
import type { ConversationStore } from '../conversation/store/conversation-store.js';
import type { SaveOptions } from '../conversation/store/save-options.js';
import type { ConversationChanges } from '../wire/conversation-changes.js';
import type { InjectStoredConversationOptions } from './inject-conversation-options.js';
import { CONVERSATION_TRANSFER, type TransferSlot } from './page-transfer.js';

/**
 * Returns the options with which a conversation is opened instead of its own `store` and `lock`.
 *
 * On a server, the conversation receives no changes of others, and does not get the lock, so that rendering a page neither sends requests
 * nor ends runs. With `onServer: 'skip'`, it is not loaded either.
 *
 * In a browser, a conversation that the server has loaded is read from the page, without waiting for the store.
 */
export function toPageStore<Metadata>(
  injector: Injector,
  { id, store, onServer = 'skip' }: InjectStoredConversationOptions<Metadata>,
): Partial<SaveOptions> {
  const isServer = isPlatformServer(injector.get(PLATFORM_ID));
  const slot = onServer === 'load' ? injector.get(CONVERSATION_TRANSFER).next(id) : undefined;
  if (isServer) {
    const load = (): Observable<ConversationChanges> =>
      slot ? loadForPage(injector, store, id, slot) : neverUntilDestroyed(injector);
    const serverStore = { ...overrideLoad(store, load, () => NEVER), ...writeNothing };
    return { store: serverStore, lock: () => NEVER };
  }
  let fromPage = slot?.take();
  if (fromPage === undefined) return {};
  const load = (): ReturnType<ConversationStore['load']> => {
    const rows = fromPage;
    fromPage = undefined;
    return rows === undefined ? store.load(id) : of(rows);
  };
  const { revision } = fromPage;
  let isFirst = true;
  const changes = (): ReturnType<ConversationStore['changes']> => {
    const later = store.changes(id);
    // The first notification makes the conversation load the changes since the page was rendered.
    const all = isFirst ? concat(of(undefined), later) : later;
    isFirst = false;
    return all;
  };
  return { store: overrideLoad(requireRevision(store, revision), load, changes) };
}

/** Methods for a page on a server: they report success, but write nothing. */
const writeNothing: Pick<ConversationStore, 'append' | 'delete'> = {
  append: (_, __, revision) => of(revision + 1),
  delete: () => of(undefined),
};

/**
 * Returns the store, whose calls fail if its revision is lower than that of the page. Such a page, e.g. one from a cache, was rendered for
 * another user, or from another store: its rows must not be written to this store.
 */
function requireRevision(store: ConversationStore, revision: number): ConversationStore {
  let isReached = false;
  const check = (current: number): void => {
    isReached ||= current >= revision;
    if (!isReached) throw new Error('the page was not rendered from this store: reload the page');
  };
  return {
    ...overrideLoad(
      store,
      (id) => store.load(id),
      (id) => store.changes(id),
    ),
    load: (id, since) => from(store.load(id, since)).pipe(tap((changes) => check(changes.revision))),
    append: (id, rows, expected) =>
      from(store.append(id, rows, expected)).pipe(
        tap({
          next: check,
          error: (error: unknown) => {
            if (isConflict(error)) check(error.changes.revision);
          },
        }),
      ),
  };
}

/** Delays the rendering on the server until the conversation is loaded, and stores its rows in the page. */
function loadForPage(
  injector: Injector,
  store: ConversationStore,
  id: string,
  slot: TransferSlot<ConversationChanges>,
): Observable<ConversationChanges> {
  return defer(() => {
    // Angular renders the page after `release` is called.
    const release = injector.get(PendingTasks).add();
    return defer(() => from(store.load(id))).pipe(tap(slot.put), finalize(release));
  });
}

/** Emits nothing, and completes when the injector is destroyed, so that the timeout of the load ends with the page. */
function neverUntilDestroyed(injector: Injector): Observable<never> {
  return NEVER.pipe(takeUntilDestroyed(injector.get(DestroyRef)));
}

/** Returns the store with another function for loading all rows, i.e. without `since`, and another method `changes`. */
function overrideLoad(
  store: ConversationStore,
  load: ConversationStore['load'],
  changes: ConversationStore['changes'],
): ConversationStore {
  return {
    load: (id, since) => (since === undefined ? load(id) : store.load(id, since)),
    append: (id, rows, revision) => store.append(id, rows, revision),
    list: () => store.list(),
    delete: (id) => store.delete(id),
    changes,
  };
}
