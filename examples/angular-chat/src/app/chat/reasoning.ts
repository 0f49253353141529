import { ChangeDetectionStrategy, Component, input } from '@angular/core';

/** The reasoning of a model, collapsed by default. */
@Component({
  selector: 'app-reasoning',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <details>
      <summary>
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="m6 3.5 4.5 4.5L6 12.5" /></svg>
        {{ isOver() ? 'Reasoning' : 'Thinking …' }}
      </summary>
      <p>{{ text() }}</p>
    </details>
  `,
  styles: `
    summary {
      display: inline-flex;
      align-items: center;
      gap: 0.35rem;
      min-height: 2rem;
      margin-left: -0.15rem;
      padding-right: 0.35rem;
      border-radius: 0.5rem;
      color: var(--muted);
      font-size: 0.875rem;
      font-weight: 500;
      list-style: none;
      cursor: pointer;
    }

    summary:hover {
      color: var(--text);
    }

    summary::-webkit-details-marker {
      display: none;
    }

    .icon {
      transition: rotate 120ms;
    }

    [open] .icon {
      rotate: 90deg;
    }

    p {
      margin: 0.35rem 0 0 0.4rem;
      padding-left: 1rem;
      border-left: 2px solid var(--line);
      color: var(--muted);
      font-size: 0.9375rem;
      white-space: pre-wrap;
    }
  `,
})
export class Reasoning {
  readonly text = input.required<string>();
  /** Whether the reasoning is complete. */
  readonly isOver = input.required<boolean>();
}
