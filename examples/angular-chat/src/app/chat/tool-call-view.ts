import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Approvals } from './approvals';
import { describeCall } from './describe-call';
import type { CallView } from './entries';

/** A call of a tool: what it does, how far it is, and the question whether it may. */
@Component({
  selector: 'app-tool-call-view',
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './tool-call-view.html',
  styleUrl: './tool-call-view.css',
})
export class ToolCallView {
  readonly call = input.required<CallView>();

  private readonly approvals = inject(Approvals);
  protected readonly isWaiting = computed(() => this.approvals.waiting().has(this.call().id));
  protected readonly words = computed(() => describeCall(this.call()));

  protected decide(isApproved: boolean): void {
    this.approvals.decide(this.call().id, isApproved);
  }
}
