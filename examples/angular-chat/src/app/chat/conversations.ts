import { Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { EMPTY, Subject, catchError, from, fromEvent, map, merge, startWith, switchMap } from 'rxjs';
import { indexedDbStore } from 'venice-rx/stores';

/** A conversation in the list. */
export interface ConversationSummary {
  readonly id: string;
  readonly title: string;
}

/** The data of a conversation that its store does not keep. */
interface Details {
  readonly title: string;
  readonly model: string;
}

const prefix = 'venice-rx-chat/';

/** The conversations of this browser: their messages in IndexedDB, their titles and models in `localStorage`. */
@Injectable({ providedIn: 'root' })
export class Conversations {
  readonly store = indexedDbStore({ name: 'venice-rx-chat' });
  private readonly refreshes = new Subject<void>();

  /** All conversations, the latest first; undefined until they are loaded. */
  readonly list = toSignal(
    // The event `storage` occurs when another tab adds or deletes a conversation, since that tab writes to `localStorage`.
    merge(this.refreshes, fromEvent(window, 'storage')).pipe(
      startWith(undefined),
      switchMap(() => from(this.store.list()).pipe(catchError(() => EMPTY))),
      map((stored) => stored.map(({ id }) => ({ id, title: this.find(id)?.title ?? 'Untitled chat' }))),
    ),
  );

  refresh(): void {
    this.refreshes.next();
  }

  find(id: string): Details | undefined {
    try {
      return JSON.parse(localStorage.getItem(prefix + id) ?? 'null') ?? undefined;
    } catch {
      return undefined;
    }
  }

  /** Keeps the model of a conversation, and its first question as the title. */
  remember(id: string, question: string, model: string): void {
    const title = this.find(id)?.title ?? question.slice(0, 80);
    try {
      localStorage.setItem(prefix + id, JSON.stringify({ title, model }));
    } catch {
      // The storage is full or forbidden: the conversation stays untitled.
    }
  }

  delete(id: string): void {
    from(this.store.delete(id)).subscribe({
      next: () => {
        localStorage.removeItem(prefix + id);
        this.refresh();
      },
      error: () => alert('The chat could not be deleted.'),
    });
  }
}
