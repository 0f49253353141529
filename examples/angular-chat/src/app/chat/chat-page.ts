import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import { Chat } from './chat';
import { ConversationList } from './conversation-list';

/** The list of conversations, and the one that the address names; without a name a new one. */
@Component({
  selector: 'app-chat-page',
  imports: [Chat, ConversationList],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <app-conversation-list [current]="id()" />
    <!-- Nothing of one conversation, such as a draft, is left in the next one. -->
    @for (id of [id()]; track id) {
      <app-chat [id]="id" (asked)="keepInAddress(id)" />
    }
  `,
  styles: `
    :host {
      display: flex;
      flex: 1;
    }

    app-chat {
      min-width: 0;
    }

    @media (width < 60rem) {
      :host {
        flex-direction: column;
      }
    }
  `,
})
export class ChatPage {
  /** `chat` of the address: the id of a conversation. */
  readonly chat = input<string>();

  private readonly router = inject(Router);
  /** A new id whenever the address has none, or an empty one. */
  protected readonly id = computed(() => this.chat() || crypto.randomUUID());

  protected keepInAddress(chat: string): void {
    if (this.chat() === chat) return;
    void this.router.navigate([], {
      queryParams: { chat },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }
}
