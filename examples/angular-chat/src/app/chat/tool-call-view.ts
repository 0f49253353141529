import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import type { ConversationToolCall } from 'venice-rx';
import { describeCall } from './describe-call';

/** The decision of the user about a tool call. */
export interface Decision {
  readonly callId: string;
  readonly isApproved: boolean;
}

/** A tool call: its description, its progress or result, and the buttons of its approval. */
@Component({
  selector: 'app-tool-call-view',
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './tool-call-view.html',
  styleUrl: './tool-call-view.css',
})
export class ToolCallView {
  readonly call = input.required<ConversationToolCall>();
  readonly decided = output<Decision>();

  protected readonly description = computed(() => describeCall(this.call()));

  protected decide(isApproved: boolean): void {
    this.decided.emit({ callId: this.call().call.id, isApproved });
  }
}
