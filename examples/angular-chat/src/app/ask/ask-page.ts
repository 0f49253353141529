import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import { chatResource } from 'venice-rx/angular';
import { formatBill } from '../chat/bill';
import { ErrorNotice } from '../chat/error-notice';
import { Reasoning } from '../chat/reasoning';
import { CopyButton } from '../copy-button';
import { Markdown } from '../markdown/markdown';

/**
 * One question, which is in the address, and its answer. The server sends the request and renders the page with the answer; the
 * browser does not repeat the request.
 */
@Component({
  selector: 'app-ask-page',
  imports: [CopyButton, ErrorNotice, Markdown, Reasoning],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './ask-page.html',
  styleUrl: './ask-page.css',
})
export class AskPage {
  /** The question: the query parameter `q`. */
  readonly q = input<string>();

  private readonly router = inject(Router);
  protected readonly question = computed(() => this.q()?.trim() ?? '');
  protected readonly answer = chatResource({
    params: () =>
      this.question() === ''
        ? undefined
        : {
            model: 'default',
            messages: [
              { role: 'system', content: 'Answer in a few short paragraphs of Markdown.' },
              { role: 'user', content: this.question() },
            ],
            max_completion_tokens: 800,
          },
    onServer: 'wait',
  });
  protected readonly bill = computed(() => formatBill(this.answer.value()));
  protected readonly announcement = computed(() => {
    switch (this.answer.phase()) {
      case 'pending':
      case 'streaming':
        return 'The answer is coming.';
      case 'done':
        return 'The answer is there.';
      default:
        return '';
    }
  });

  protected ask(question: string): void {
    const isSame = question.trim() === this.question();
    if (isSame) void this.answer.reload();
    else void this.router.navigate([], { queryParams: { q: question.trim() } });
  }
}
