import {
  ChangeDetectionStrategy,
  Component,
  type ElementRef,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';

/** The form with the text field of the next message. Enter sends, Shift+Enter begins a new line. */
@Component({
  selector: 'app-composer',
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './composer.html',
  styleUrl: './composer.css',
})
export class Composer {
  readonly isRunning = input.required<boolean>();
  readonly submitted = output<string>();
  readonly stopRequested = output<void>();

  protected readonly draft = signal('');
  private readonly field = viewChild.required<ElementRef<HTMLTextAreaElement>>('field');

  focus(): void {
    this.field().nativeElement.focus();
  }

  protected onEnter(event: Event): void {
    // While an input method composes a word, for example in Japanese, Enter only accepts the word.
    if (!(event instanceof KeyboardEvent) || event.isComposing || event.shiftKey) return;
    event.preventDefault();
    this.send();
  }

  protected send(): void {
    const text = this.draft().trim();
    if (text === '') return;
    this.submitted.emit(text);
    this.draft.set('');
    this.field().nativeElement.value = '';
    this.focus();
  }

  protected stop(): void {
    this.stopRequested.emit();
    this.focus();
  }
}
