import { ChangeDetectionStrategy, Component, ViewEncapsulation, input, linkedSignal } from '@angular/core';
import { CodeBlock } from './code-block';
import { type ParsedMarkdown, parseMarkdown } from './parse-markdown';

/** Shows Markdown, also while it grows: only its last block is parsed and drawn again. Angular sanitises the HTML. */
@Component({
  selector: 'app-markdown',
  imports: [CodeBlock],
  changeDetection: ChangeDetectionStrategy.OnPush,
  encapsulation: ViewEncapsulation.None,
  styleUrl: './markdown.css',
  host: { class: 'markdown' },
  template: `
    @for (block of parsed().blocks; track $index) {
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

  protected readonly parsed = linkedSignal<string, ParsedMarkdown>({
    source: this.text,
    computation: (text, previous) => parseMarkdown(text, previous?.value),
  });
}
