import {
  ChangeDetectionStrategy,
  Component,
  afterNextRender,
  computed,
  effect,
  inject,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { injectConversation } from 'venice-rx/angular';
import { tools } from '../tools/tools';
import { AnswerView } from './answer-view';
import { Approvals } from './approvals';
import { Composer } from './composer';
import { ConversationStorage } from './conversation-storage';
import { EmptyChat } from './empty-chat';
import { isCurrent, toEntries, withCurrent } from './entries';
import { ErrorNotice } from './error-notice';
import { ModelPicker } from './model-picker';
import { toAnnouncement } from './announcement';
import { formatBill, describeEnding } from './bill';
import { QuestionView } from './question-view';
import { StickToBottom } from './stick-to-bottom';

/** A conversation. It ends with this component: leaving the page closes the connection. */
@Component({
  selector: 'app-chat',
  imports: [AnswerView, Composer, EmptyChat, ErrorNotice, ModelPicker, QuestionView, StickToBottom],
  providers: [Approvals],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './chat.html',
  styleUrl: './chat.css',
  host: { '(document:keydown.escape)': 'conversation.stop()' },
})
export class Chat {
  private readonly approvals = inject(Approvals);
  private readonly storage = inject(ConversationStorage);
  private readonly saved = this.storage.load();
  private readonly composer = viewChild.required(Composer);
  private readonly bottom = viewChild.required(StickToBottom);

  /** The user wants another chat instead. */
  readonly left = output<void>();

  protected readonly model = signal(this.saved?.model ?? 'default');
  protected readonly conversation = injectConversation({
    request: () => ({ model: this.model() }),
    from: this.saved?.conversation,
    tools,
    approve: this.approvals.request,
    // A new question is more urgent than the old answer, whose beginning is kept.
    whileRunning: 'switch',
  });
  protected readonly state = this.conversation.state;
  /** Finished ones stay the same objects while an answer is coming. */
  private readonly finished = computed(() => this.state().entries.filter((entry) => !isCurrent(entry)), {
    equal: (some, others) => some.length === others.length && some.every((one, at) => one === others[at]),
  });
  private readonly history = computed(() => toEntries(this.finished()));
  protected readonly entries = computed(() =>
    withCurrent(this.history(), this.state().entries.find(isCurrent)),
  );
  protected readonly isRunning = computed(() => this.state().isRunning);
  /** Nothing has come yet: neither text nor what a tool did. */
  protected readonly isWaiting = computed(() => this.isRunning() && this.entries().at(-1)?.kind !== 'answer');
  protected readonly bill = computed(() => formatBill(this.state().completion));
  protected readonly ending = computed(() => describeEnding(this.state()));
  protected readonly total = computed(() => formatBill(this.state()));
  protected readonly hasAsked = signal(false);
  protected readonly announcement = computed(() =>
    this.hasAsked() ? toAnnouncement(this.state(), this.entries(), this.approvals.waiting()) : '',
  );

  constructor() {
    afterNextRender(() => {
      if (this.entries().length > 0) this.bottom().scroll();
      // With a keyboard one writes at once; on a phone it would cover half of the page.
      if (matchMedia('(hover: hover)').matches) this.composer().focus();
    });
    effect(() => {
      const { isRunning } = this.state();
      if (!isRunning) this.storage.save({ model: this.model(), conversation: this.conversation.export() });
    });
  }

  protected startAnew(): void {
    this.storage.clear();
    this.left.emit();
  }

  protected send(text: string): void {
    this.hasAsked.set(true);
    this.conversation.send(text);
    this.bottom().scroll();
  }

  protected regenerate(): void {
    this.hasAsked.set(true);
    this.conversation.regenerate();
    this.composer().focus();
  }

  protected edit(id: string, text: string): void {
    this.hasAsked.set(true);
    this.conversation.edit(id, text);
    this.bottom().scroll();
    this.composer().focus();
  }
}
