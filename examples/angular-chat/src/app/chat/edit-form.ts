import {
  ChangeDetectionStrategy,
  Component,
  type ElementRef,
  afterNextRender,
  input,
  output,
  viewChild,
} from '@angular/core';

/** A form that edits the text of a message. Enter saves, and Escape cancels. */
@Component({
  selector: 'app-edit-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './edit-form.html',
  styleUrl: './edit-form.css',
})
export class EditForm {
  readonly text = input.required<string>();
  /** Accessible name of the text field. */
  readonly label = input.required<string>();
  /** A hint next to the buttons. */
  readonly hint = input('');
  /** Text of the button that saves. */
  readonly action = input('Save');
  readonly saved = output<string>();
  readonly cancelled = output<void>();

  private readonly field = viewChild.required<ElementRef<HTMLTextAreaElement>>('field');

  constructor() {
    afterNextRender(() => this.field().nativeElement.focus());
  }

  protected save(): void {
    const text = this.field().nativeElement.value.trim();
    if (text !== '') this.saved.emit(text);
  }

  protected onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      // Otherwise `Chat` would stop the answer as well.
      event.stopPropagation();
      this.cancelled.emit();
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.save();
    }
  }
}
