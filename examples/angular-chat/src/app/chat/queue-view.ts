import { ChangeDetectionStrategy, Component, input, output, signal } from '@angular/core';
import type { QueuedCommand } from 'venice-rx';
import { toText } from './blocks';
import { EditForm } from './edit-form';

/** The new text of a queued message. */
export interface QueuedText {
  readonly id: string;
  readonly text: string;
}

/** The messages that wait for the end of an answer. Each message can be edited or cancelled. */
@Component({
  selector: 'app-queue-view',
  imports: [EditForm],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './queue-view.html',
  styleUrl: './queue-view.css',
})
export class QueueView {
  readonly queue = input.required<readonly QueuedCommand[]>();
  /** Whether the messages wait for the user, after a stop, a failure or a reload. */
  readonly isHeld = input.required<boolean>();
  readonly edited = output<QueuedText>();
  readonly cancelRequested = output<string>();
  readonly resumeRequested = output<void>();
  readonly clearRequested = output<void>();

  /** Id of the message that is being edited. */
  protected readonly editedId = signal<string | undefined>(undefined);

  protected toText(command: QueuedCommand): string {
    return command.type === 'regenerate' ? 'Another answer' : toText(command.content);
  }

  protected save(id: string, text: string): void {
    this.editedId.set(undefined);
    this.edited.emit({ id, text });
  }
}
