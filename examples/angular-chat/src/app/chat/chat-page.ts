import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import { Chat } from './chat';
import { ConversationList } from './conversation-list';

/** The list of conversations, and the conversation whose id is in the address, or a new conversation. */
@Component({
  selector: 'app-chat-page',
  imports: [Chat, ConversationList],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <app-conversation-list [current]="id()" />
    <!-- Another id creates another component, so that the draft of one conversation does not appear in the next. -->
    @for (id of [id()]; track id) {
      <app-chat [id]="id" (messageSent)="keepInAddress(id)" />
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
  /** The query parameter `chat`: the id of a conversation. */
  readonly chat = input<string>();

  private readonly router = inject(Router);
  /** The id in the address, or a new id if the address has none. */
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
