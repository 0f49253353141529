import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { Chat } from './chat';

/** The page with the chat; another one takes its place when the user starts over. */
@Component({
  selector: 'app-chat-page',
  imports: [Chat],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @for (number of [number()]; track number) {
      <app-chat (left)="startAnew()" />
    }
  `,
  styles: `
    :host {
      display: flex;
      flex: 1;
      flex-direction: column;
    }
  `,
})
export class ChatPage {
  protected readonly number = signal(1);

  protected startAnew(): void {
    this.number.update((number) => number + 1);
  }
}
