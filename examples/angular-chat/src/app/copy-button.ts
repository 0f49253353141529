import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { Subject, catchError, concat, defer, map, of, switchMap, timer } from 'rxjs';

/** Copies a string, and shows "Copied" for two seconds. */
@Component({
  selector: 'app-copy-button',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button type="button" class="quiet" [attr.aria-label]="isCopied() ? 'Copied' : label()" (click)="copy()">
      <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
        @if (isCopied()) {
          <path d="m3 8.5 3.5 3.5L13 4.5" />
        } @else {
          <rect x="5.5" y="5.5" width="8" height="8" rx="1.75" />
          <path
            d="M10.5 3.5v-.25A1.75 1.75 0 0 0 8.75 1.5h-5A1.75 1.75 0 0 0 2 3.25v5A1.75 1.75 0 0 0 3.5 10"
          />
        }
      </svg>
      <span aria-hidden="true">{{ isCopied() ? 'Copied' : 'Copy' }}</span>
    </button>
  `,
  styles: `
    :host {
      display: inline-flex;
    }
  `,
})
export class CopyButton {
  readonly text = input.required<string>();
  readonly label = input.required<string>();

  private readonly copies = new Subject<string>();
  protected readonly isCopied = toSignal(
    this.copies.pipe(
      switchMap((text) =>
        defer(() => navigator.clipboard.writeText(text)).pipe(
          switchMap(() => concat(of(true), timer(2000).pipe(map(() => false)))),
          catchError(() => of(false)),
        ),
      ),
    ),
    { initialValue: false },
  );

  protected copy(): void {
    this.copies.next(this.text());
  }
}
