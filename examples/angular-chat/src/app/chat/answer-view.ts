import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { CopyButton } from '../copy-button';
import { Markdown } from '../markdown/markdown';
import type { AnswerPart } from './entries';
import { Reasoning } from './reasoning';
import { ToolCallView } from './tool-call-view';

/** An answer: reasoning, text and calls of tools, in their order. */
@Component({
  selector: 'app-answer-view',
  imports: [CopyButton, Markdown, Reasoning, ToolCallView],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './answer-view.html',
  styleUrl: './answer-view.css',
})
export class AnswerView {
  readonly parts = input.required<readonly AnswerPart[]>();
  /** Whether it is still coming. */
  readonly isRunning = input(false);
  /** Whether it is the last one, which can be asked again. */
  readonly isLast = input(false);
  /** How it ended, where that is worth a word. */
  readonly ending = input('');
  /** Which model gave it, and what it cost. */
  readonly bill = input('');
  readonly regenerated = output<void>();

  /** Nothing moves: no text is coming, and no tool runs. */
  protected readonly isSilent = computed(() => {
    const last = this.parts().at(-1);
    return last?.kind !== 'text' && (last?.kind !== 'call' || last.call.status !== 'running');
  });
  protected readonly text = computed(() =>
    this.parts()
      .flatMap((part) => (part.kind === 'text' ? [part.text] : []))
      .join('\n\n'),
  );
}
