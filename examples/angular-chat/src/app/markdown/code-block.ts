import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { CopyButton } from '../copy-button';

/** A code block of an answer, with a button that copies it. */
@Component({
  selector: 'app-code-block',
  imports: [CopyButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="bar">
      <span>{{ language() || 'text' }}</span>
      <app-copy-button label="Copy code" [text]="text()" />
    </div>
    <pre tabindex="0" role="group" aria-label="Code"><code>{{ text() }}</code></pre>
  `,
  styles: `
    :host {
      display: block;
      overflow: hidden;
      border: 1px solid var(--line);
      border-radius: var(--radius);
      background: var(--sunken);
    }

    .bar {
      display: flex;
      align-items: center;
      justify-content: space-between;
      min-height: 2.25rem;
      padding: 0 0.35rem 0 1rem;
      border-bottom: 1px solid var(--line);
      color: var(--muted);
      font-size: 0.8125rem;
    }

    pre {
      margin: 0;
      border-radius: 0;
    }

    pre:focus-visible {
      outline-offset: -2px;
      border-radius: 0 0 var(--radius) var(--radius);
    }
  `,
})
export class CodeBlock {
  readonly language = input.required<string>();
  readonly text = input.required<string>();
}
