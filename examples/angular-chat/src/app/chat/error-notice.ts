import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { describeError } from './describe-error';

/** Describes an error to the user. If a retry may help, shows a button that asks the parent component to retry. */
@Component({
  selector: 'app-error-notice',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div role="alert">
      <strong>{{ description().title }}</strong>
      <p>{{ description().advice }}</p>
    </div>
    @if (description().mayRetry) {
      <button type="button" class="button" (click)="retryRequested.emit()">Try again</button>
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0.75rem 1rem;
      padding: 0.85rem 1rem;
      border: 1px solid var(--danger-line);
      border-radius: var(--radius);
      background: var(--danger-soft);
      font-size: 0.9375rem;
    }

    div {
      flex: 1 1 16rem;
    }

    strong {
      color: var(--danger);
      font-weight: 600;
    }
  `,
})
export class ErrorNotice {
  readonly error = input.required<Error>();
  readonly retryRequested = output<void>();

  protected readonly description = computed(() => describeError(this.error()));
}
