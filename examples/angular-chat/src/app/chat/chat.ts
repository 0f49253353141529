import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  afterNextRender,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { injectConversation } from 'venice-rx/angular';
import { tools } from '../tools/tools';
import { toAnnouncement } from './announcement';
import { AnswerView } from './answer-view';
import { formatBill } from './bill';
import { type Block, toBlocks } from './blocks';
import { Composer } from './composer';
import { Conversations } from './conversations';
import { EmptyChat } from './empty-chat';
import { ErrorNotice } from './error-notice';
import { ModelPicker } from './model-picker';
import { QuestionView } from './question-view';
import { QueueView } from './queue-view';
import { StickToBottom } from './stick-to-bottom';
import type { Decision } from './tool-call-view';

/** A conversation that is stored in this browser. Destroying the component ends the run and closes its connection. */
@Component({
  selector: 'app-chat',
  imports: [
    AnswerView,
    Composer,
    EmptyChat,
    ErrorNotice,
    ModelPicker,
    QuestionView,
    QueueView,
    StickToBottom,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './chat.html',
  styleUrl: './chat.css',
  host: { '(document:keydown.escape)': 'conversation.stop()' },
})
export class Chat {
  readonly id = input.required<string>();
  /** The user has sent a message. */
  readonly messageSent = output<void>();

  private readonly conversations = inject(Conversations);
  private readonly destroyRef = inject(DestroyRef);
  private readonly composer = viewChild.required(Composer);
  private readonly bottom = viewChild.required(StickToBottom);
  protected readonly model = linkedSignal(() => this.conversations.find(this.id())?.model ?? 'default');
  protected readonly conversation = injectConversation(() => ({
    id: this.id(),
    store: this.conversations.store,
    request: () => ({ model: this.model() }),
    tools,
  }));
  protected readonly blocks = linkedSignal<ReturnType<typeof this.conversation.entries>, readonly Block[]>({
    source: this.conversation.entries,
    computation: (entries, previous) => toBlocks(entries, previous?.value),
  });
  /** Whether this tab or another one has sent the last question, and no answer has begun. */
  protected readonly isWaiting = computed(() => {
    const last = this.blocks().at(-1);
    return last?.kind === 'question' && last.entries[0].status === 'pending';
  });
  /** Whether the last question has no answer and none is coming, after a failure, a stop or a reload. */
  protected readonly isUnanswered = computed(
    () =>
      this.blocks().at(-1)?.kind === 'question' && !this.isWaiting() && this.conversation.status() === 'idle',
  );
  protected readonly total = computed(() => formatBill(this.conversation.state()));
  protected readonly hasSent = signal(false);
  protected readonly announcement = computed(() =>
    this.hasSent() ? toAnnouncement(this.conversation.state(), this.blocks().at(-1)) : '',
  );

  constructor() {
    afterNextRender(() => {
      // On a phone, focus would open a keyboard that covers half of the page.
      if (matchMedia('(hover: hover)').matches) this.composer().focus();
    });
    effect(() => {
      const isLoading = this.conversation.status() === 'loading';
      untracked(() => {
        if (!isLoading) this.refreshList();
      });
    });
  }

  protected send(text: string): void {
    this.conversation.send(text);
    this.conversations.remember(this.id(), text, this.model());
    this.messageSent.emit();
    this.follow();
  }

  protected edit(id: string, text: string): void {
    this.conversation.edit(id, text);
    this.follow();
    this.composer().focus();
  }

  protected regenerate(id?: string): void {
    this.hasSent.set(true);
    this.conversation.regenerate(id);
    this.composer().focus();
  }

  protected retry(): void {
    if (!this.conversation.retryLoad()) this.regenerate();
  }

  protected decide({ callId, isApproved }: Decision): void {
    this.hasSent.set(true);
    this.conversation.respondToApproval(
      callId,
      isApproved ? { approved: true } : { approved: false, reason: 'The user said no.' },
    );
  }

  protected cancelQueued(id: string): void {
    this.conversation.cancelQueued(id);
    this.composer().focus();
  }

  private follow(): void {
    this.hasSent.set(true);
    this.bottom().scroll();
  }

  /** A conversation is listed once its first message is saved. */
  private refreshList(): void {
    this.conversation
      .whenSaved()
      .pipe(takeUntilDestroyed(this.destroyRef))
      .subscribe(() => this.conversations.refresh());
  }
}
