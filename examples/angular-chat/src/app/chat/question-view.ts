import {
  ChangeDetectionStrategy,
  Component,
  type ElementRef,
  afterRenderEffect,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';

/** What the user has said, and a form that changes it. */
@Component({
  selector: 'app-question-view',
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './question-view.html',
  styleUrl: './question-view.css',
})
export class QuestionView {
  readonly text = input.required<string>();
  readonly edited = output<string>();

  protected readonly isEditing = signal(false);
  private readonly field = viewChild<ElementRef<HTMLTextAreaElement>>('field');
  private readonly button = viewChild<ElementRef<HTMLButtonElement>>('button');
  private wasEditing = false;

  constructor() {
    afterRenderEffect(() => {
      const isEditing = this.isEditing();
      if (isEditing) this.field()?.nativeElement.focus();
      else if (this.wasEditing) this.button()?.nativeElement.focus();
      this.wasEditing = isEditing;
    });
  }

  protected save(): void {
    const text = this.field()?.nativeElement.value.trim() ?? '';
    if (text === '') return;
    this.isEditing.set(false);
    this.edited.emit(text);
  }

  protected onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      // Or it would stop the answer as well.
      event.stopPropagation();
      this.isEditing.set(false);
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.save();
    }
  }
}
