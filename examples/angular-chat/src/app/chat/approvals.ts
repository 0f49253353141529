import { Injectable, signal } from '@angular/core';
import { type Observable, Subject, defer, filter, finalize, map, of, take } from 'rxjs';
import type { ApprovalRequest } from 'venice-rx';
import { needsApproval } from '../tools/tools';

/** Calls of tools that wait for the user to say yes or no. */
@Injectable()
export class Approvals {
  private readonly ids = signal<ReadonlySet<string>>(new Set());
  private readonly decisions = new Subject<{ readonly id: string; readonly isApproved: boolean }>();

  /** The calls that wait, by their ids. */
  readonly waiting = this.ids.asReadonly();

  /** Emits once the user has decided; leaving it takes the question away. */
  readonly request = ({ name, call }: ApprovalRequest): Observable<boolean | string> => {
    if (!needsApproval.has(name)) return of(true);
    return defer(() => {
      this.ids.update((ids) => new Set([...ids, call.id]));
      return this.decisions.pipe(
        filter(({ id }) => id === call.id),
        map(({ isApproved }) => isApproved || 'The user said no.'),
        take(1),
        finalize(() => this.ids.update((ids) => new Set([...ids].filter((id) => id !== call.id)))),
      );
    });
  };

  decide(id: string, isApproved: boolean): void {
    this.decisions.next({ id, isApproved });
  }
}
