import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import type { ConversationEntry } from 'venice-rx';

/** Selects another version of a question or an answer: ‹ 2/3 ›. */
@Component({
  selector: 'app-version-picker',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'group', 'aria-label': 'Versions' },
  template: `
    <button
      type="button"
      class="quiet"
      aria-label="Previous version"
      [attr.aria-disabled]="previous() === undefined"
      (click)="pick(previous())"
    >
      <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="M10 3.5 5.5 8l4.5 4.5" /></svg>
    </button>
    <span aria-live="polite">
      <span class="visually-hidden"
        >Version {{ entry().versionIndex + 1 }} of {{ entry().versions.length }}</span
      >
      <span aria-hidden="true">{{ entry().versionIndex + 1 }}/{{ entry().versions.length }}</span>
    </span>
    <button
      type="button"
      class="quiet"
      aria-label="Next version"
      [attr.aria-disabled]="next() === undefined"
      (click)="pick(next())"
    >
      <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="M6 3.5 10.5 8 6 12.5" /></svg>
    </button>
  `,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      position: relative;
      color: var(--muted);
      font-size: 0.8125rem;
      font-variant-numeric: tabular-nums;
    }

    [aria-disabled='true'] {
      opacity: 0.35;
      cursor: default;
    }
  `,
})
export class VersionPicker {
  readonly entry = input.required<ConversationEntry>();
  /** Id of the version. */
  readonly picked = output<string>();

  protected previous(): string | undefined {
    return this.entry().versions[this.entry().versionIndex - 1];
  }

  protected next(): string | undefined {
    return this.entry().versions[this.entry().versionIndex + 1];
  }

  protected pick(id: string | undefined): void {
    if (id !== undefined) this.picked.emit(id);
  }
}
