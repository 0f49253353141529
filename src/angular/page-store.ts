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
 * Returns options that override `store` and `lock` of a conversation on this platform. On a server, the conversation is loaded at most
 * once, does not follow changes, and never gets the lock, so that rendering a page neither sends requests nor ends runs. In the browser,
 * a conversation that the server has loaded is read from the page, without waiting for the store.
 */
export function toPageStore<Metadata>(
  injector: Injector,
  { id, store, onServer = 'skip' }: InjectStoredConversationOptions<Metadata>,
): Partial<SaveOptions> {
  const isServer = isPlatformServer(injector.get(PLATFORM_ID));
  const slot = onServer === 'load' ? injector.get(CONVERSATION_TRANSFER).next(id) : undefined;
  if (isServer) {
    const load = (): Observable<ConversationChanges> =>
      slot ? loadForPage(injector, store, id, slot) : untilDestroyed(injector);
    const page = { ...withFirstLoad(store, load, () => NEVER), ...readOnly };
    return { store: page, lock: () => NEVER };
  }
  let loaded = slot?.take();
  if (loaded === undefined) return {};
  const load = (): ReturnType<ConversationStore['load']> => {
    const changes = loaded;
    loaded = undefined;
    return changes === undefined ? store.load(id) : of(changes);
  };
  const { revision } = loaded;
  let isFirst = true;
  const changes = (): ReturnType<ConversationStore['changes']> => {
    const later = store.changes(id);
    // The first notification makes the conversation load the changes since the page was rendered.
    const all = isFirst ? concat(of(undefined), later) : later;
    isFirst = false;
    return all;
  };
  return { store: withFirstLoad(sameStore(store, revision), load, changes) };
}

/** A page on a server shows a conversation, and changes nothing. */
const readOnly: Pick<ConversationStore, 'append' | 'delete'> = {
  append: (_, __, revision) => of(revision + 1),
  delete: () => of(undefined),
};

/**
 * Fails if the store is behind the page: then the page, e.g. one from a cache, was rendered for another user, or from another store, and
 * its rows must not be written to this one.
 */
function sameStore(store: ConversationStore, revision: number): ConversationStore {
  let isSame = false;
  const check = (current: number): void => {
    isSame ||= current >= revision;
    if (!isSame) throw new Error('the page was not rendered from this store: reload it');
  };
  return {
    ...withFirstLoad(
      store,
      (id) => store.load(id),
      (id) => store.changes(id),
    ),
    load: (id, since) => from(store.load(id, since)).pipe(tap((changes) => check(changes.revision))),
    append: (id, rows, before) =>
      from(store.append(id, rows, before)).pipe(
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

/** Emits nothing, and completes when the page is destroyed, so that no timer of the load outlives it. */
function untilDestroyed(injector: Injector): Observable<never> {
  return NEVER.pipe(takeUntilDestroyed(injector.get(DestroyRef)));
}

/** Returns the store with other functions for a load of all rows (the first one, without `since`) and for notifications of changes. */
function withFirstLoad(
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
