import {
  ChangeDetectionStrategy,
  Component,
  ViewEncapsulation,
  computed,
  input,
  linkedSignal,
} from '@angular/core';
import { CodeBlock } from './code-block';
import { type ParsedMarkdown, parseMarkdown } from './parse-markdown';

/** Shows Markdown, also while it grows: only its last block is parsed and rendered again. Angular sanitises the HTML. */
@Component({
  selector: 'app-markdown',
  imports: [CodeBlock],
  changeDetection: ChangeDetectionStrategy.OnPush,
  encapsulation: ViewEncapsulation.None,
  styleUrl: './markdown.css',
  host: { class: 'markdown' },
  template: `
    @for (block of blocks(); track $index) {
      @if (block.kind === 'code') {
        <app-code-block [language]="block.language" [text]="block.text" />
      } @else {
        <div [innerHTML]="block.html"></div>
      }
    }
  `,
})
export class Markdown {
  readonly text = input.required<string>();

  /** Whether the text is still arriving. */
  readonly isGrowing = input(false);

  protected readonly blocks = computed(() => {
    const { blocks } = this.parsed();
    const last = blocks.at(-1);
    // Until the second line of a table arrives, Markdown takes its head for a paragraph.
    const isHead = this.isGrowing() && last?.kind === 'html' && last.html.startsWith('<p>|');
    return isHead ? blocks.slice(0, -1) : blocks;
  });
  private readonly parsed = linkedSignal<string, ParsedMarkdown>({
    source: this.text,
    computation: (text, previous) => parseMarkdown(text, previous?.value),
  });
}
