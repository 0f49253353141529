import { ChangeDetectionStrategy, Component, output } from '@angular/core';

/** Suggestions in a chat without messages. */
@Component({
  selector: 'app-empty-chat',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2>What would you like to know?</h2>
    <p>Ask a question, or begin with one of these.</p>
    <ul>
      @for (suggestion of suggestions; track suggestion.text) {
        <li>
          <button type="button" (click)="chosen.emit(suggestion.text)">
            <strong>{{ suggestion.title }}</strong>
            <span>{{ suggestion.text }}</span>
          </button>
        </li>
      }
    </ul>
  `,
  styleUrl: './empty-chat.css',
})
export class EmptyChat {
  readonly chosen = output<string>();

  protected readonly suggestions = [
    { title: 'Think it through', text: 'Why is the sky blue, and the sunset red? Think it through.' },
    { title: 'Write code', text: 'Write a debounced search box in Angular with RxJS.' },
    { title: 'Use a tool', text: 'Roll five dice for me.' },
    { title: 'Ask before acting', text: 'Save a packing list for a weekend in the hills as a file.' },
  ];
}
