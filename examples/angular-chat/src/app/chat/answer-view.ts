import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { CopyButton } from '../copy-button';
import { Markdown } from '../markdown/markdown';
import { describeEnding, formatBill, toBill } from './bill';
import { type Block, isOpen, toParts } from './blocks';
import { Reasoning } from './reasoning';
import { type Decision, ToolCallView } from './tool-call-view';
import { VersionPicker } from './version-picker';

/** An answer: reasoning, text and tool calls in order, and below them its versions, model, tokens and cost. */
@Component({
  selector: 'app-answer-view',
  imports: [CopyButton, Markdown, Reasoning, ToolCallView, VersionPicker],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './answer-view.html',
  styleUrl: './answer-view.css',
})
export class AnswerView {
  readonly block = input.required<Block>();
  /** Whether the next step or another version of the answer has been requested, and nothing of it has arrived. */
  readonly isPending = input(false);
  /** Whether an error notice below the answer offers a retry. */
  readonly hasError = input(false);
  readonly decided = output<Decision>();
  readonly picked = output<string>();
  readonly regenerateRequested = output<void>();

  protected readonly parts = computed(() => toParts(this.block().entries));
  protected readonly isRunning = computed(() => this.isPending() || isOpen(this.block()));
  /** Whether the view has to show that it is waiting: no text is arriving, and no tool call shows its own status. */
  protected readonly isSilent = computed(() => {
    const last = this.parts().at(-1);
    if (this.isPending() || last === undefined || last.kind === 'reasoning') return true;
    return last.kind === 'call' && last.call.status !== 'running' && last.call.status !== 'awaiting-approval';
  });
  protected readonly text = computed(() =>
    this.parts()
      .flatMap((part) => (part.kind === 'text' ? [part.text] : []))
      .join('\n\n'),
  );
  /** The steps that have several versions; usually only the first step does. */
  protected readonly forks = computed(() =>
    this.block().entries.filter(({ versions }) => versions.length > 1),
  );
  protected readonly bill = computed(() => formatBill(toBill(this.block().entries)));
  protected readonly ending = computed(() => {
    const { entries } = this.block();
    return describeEnding(entries.at(-1) ?? entries[0]);
  });
}
