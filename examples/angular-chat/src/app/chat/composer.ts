import {
  ChangeDetectionStrategy,
  Component,
  type ElementRef,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';

/** Where the user writes. Enter sends, Shift and Enter begin a new line. */
@Component({
  selector: 'app-composer',
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './composer.html',
  styleUrl: './composer.css',
})
export class Composer {
  readonly isRunning = input.required<boolean>();
  readonly said = output<string>();
  readonly stopped = output<void>();

  protected readonly draft = signal('');
  private readonly field = viewChild.required<ElementRef<HTMLTextAreaElement>>('field');

  focus(): void {
    this.field().nativeElement.focus();
  }

  protected onEnter(event: Event): void {
    // Enter that chooses a word of an input method is not meant for us.
    if (!(event instanceof KeyboardEvent) || event.isComposing || event.shiftKey) return;
    event.preventDefault();
    this.send();
  }

  protected send(): void {
    const text = this.draft().trim();
    if (text === '') return;
    this.said.emit(text);
    this.draft.set('');
    this.field().nativeElement.value = '';
    this.focus();
  }

  protected stop(): void {
    this.stopped.emit();
    this.focus();
  }
}
