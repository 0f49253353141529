import { ChangeDetectionStrategy, Component, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { type ConversationSummary, Conversations } from './conversations';

/** The conversations that are stored in the browser. On a narrow screen, a button shows and hides the list. */
@Component({
  selector: 'app-conversation-list',
  imports: [RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './conversation-list.html',
  styleUrl: './conversation-list.css',
})
export class ConversationList {
  /** Id of the conversation that is open. */
  readonly current = input.required<string>();

  private readonly conversations = inject(Conversations);
  private readonly router = inject(Router);
  protected readonly list = this.conversations.list;
  protected readonly isOpen = signal(false);

  protected async delete({ id, title }: ConversationSummary): Promise<void> {
    if (!confirm(`Delete “${title}”?`)) return;
    // Navigate first, which ends the run of the conversation: the run could otherwise store the conversation again.
    if (id === this.current()) await this.router.navigate([], { queryParams: {} });
    this.conversations.delete(id);
  }
}
