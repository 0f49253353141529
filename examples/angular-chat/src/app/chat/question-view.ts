import {
  ChangeDetectionStrategy,
  Component,
  type ElementRef,
  Injector,
  afterNextRender,
  computed,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import type { ConversationEntry } from 'venice-rx';
import { toText } from './blocks';
import { EditForm } from './edit-form';
import { VersionPicker } from './version-picker';

/** A message of the user, the picker of its versions, and the form that adds another version. */
@Component({
  selector: 'app-question-view',
  imports: [EditForm, VersionPicker],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './question-view.html',
  styleUrl: './question-view.css',
})
export class QuestionView {
  readonly entry = input.required<ConversationEntry>();
  readonly edited = output<string>();
  readonly picked = output<string>();

  private readonly injector = inject(Injector);
  private readonly button = viewChild<ElementRef<HTMLButtonElement>>('button');
  protected readonly isEditing = signal(false);
  protected readonly text = computed(() => {
    const { message } = this.entry();
    return message.role === 'user' ? toText(message.content) : '';
  });

  protected save(text: string): void {
    this.isEditing.set(false);
    this.edited.emit(text);
  }

  protected cancelEdit(): void {
    this.isEditing.set(false);
    afterNextRender(() => this.button()?.nativeElement.focus(), { injector: this.injector });
  }
}
