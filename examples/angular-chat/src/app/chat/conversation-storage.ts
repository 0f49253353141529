import { Injectable } from '@angular/core';
import type { ConversationExport } from 'venice-rx';

const key = 'venice-rx-chat';

/** A chat as its tab keeps it. */
interface SavedChat {
  readonly model: string;
  readonly conversation: ConversationExport;
}

/** Keeps the chat of a tab until the tab is closed, so that a reload shows it again and asks nothing. */
@Injectable({ providedIn: 'root' })
export class ConversationStorage {
  /** What was saved; undefined where there is nothing, or nothing that can be read. */
  load(): SavedChat | undefined {
    try {
      return JSON.parse(sessionStorage.getItem(key) ?? 'null') ?? undefined;
    } catch {
      return undefined;
    }
  }

  clear(): void {
    sessionStorage.removeItem(key);
  }

  save(chat: SavedChat): void {
    try {
      sessionStorage.setItem(key, JSON.stringify(chat));
    } catch {
      // Full, or forbidden: the chat goes on without.
    }
  }
}
