import { AsyncSubject, type Observable, defaultIfEmpty, defer, merge, noop, of, take, tap } from 'rxjs';
import type { ApprovalAnswer, ApprovalRequest, ApprovalResponse } from '../tools/approval.js';
import { toObservable } from '../tools/to-observable.js';
import type { ToolRunOptions } from '../tools/tool-run-options.js';
import type { SavedEntry } from './tree/conversation-entry.js';

/**
 * Approves or refuses the calls of a run, by `respond` or by the option `approve`; the first decision is used. A response is valid for
 * one step only, since later answers may have calls with the same ids.
 */
export class Approvals {
  readonly #approve: ToolRunOptions['approve'];
  /** Ids of the calls that were waiting before this run: they wait again, even if their tools no longer have `needsApproval`. */
  readonly #awaiting: Set<string>;
  readonly #responses: Responses = new Map();
  readonly #answered = new Set<string>();

  /** @param resumed - The answer whose calls the run continues, if any. */
  constructor(approve: ToolRunOptions['approve'], resumed?: SavedEntry) {
    this.#approve = approve;
    const awaiting = resumed?.toolCalls?.filter(({ status }) => status === 'awaiting-approval') ?? [];
    this.#awaiting = new Set(awaiting.map(({ call }) => call.id));
  }

  /** The option `approve` of the run. */
  readonly approve = (request: ApprovalRequest): ApprovalAnswer | Observable<ApprovalAnswer> => {
    const approve = this.#approve;
    const { call, needsApproval } = request;
    if (approve === undefined && !needsApproval && !this.#awaiting.has(call.id)) return true;
    const response = getResponse(this.#responses, call.id);
    if (approve === undefined) return response;
    const other = defer(() => toObservable(approve(request))).pipe(
      take(1),
      defaultIfEmpty(false),
      tap(() => this.#answered.add(call.id)),
    );
    return merge(response, other);
  };

  isAnswered(callId: string): boolean {
    return this.#answered.has(callId);
  }

  /**
   * Approves or refuses a call; also possible before the run has begun.
   *
   * @param confirmed - Emits once it is known whether the response counts. If it does not, the call waits for another response.
   */
  respond(callId: string, response: ApprovalResponse, confirmed = of(true)): void {
    this.#answered.add(callId);
    const subject = getResponse(this.#responses, callId);
    const settle = (isConfirmed: boolean): void => {
      if (isConfirmed) {
        subject.next(response);
        subject.complete();
      } else if (this.#responses.get(callId) === subject) {
        // The subject is another one if a later step has a call with the same id.
        this.#answered.delete(callId);
      }
    };
    confirmed.pipe(take(1)).subscribe({ next: settle, error: noop });
  }

  /** Forgets the calls of the previous step, none of which awaits an approval any more. */
  beginStep(): void {
    this.#awaiting.clear();
    this.#responses.clear();
    this.#answered.clear();
  }
}

type Responses = Map<string, AsyncSubject<ApprovalResponse>>;

function getResponse(responses: Responses, callId: string): AsyncSubject<ApprovalResponse> {
  let response = responses.get(callId);
  if (response === undefined) responses.set(callId, (response = new AsyncSubject()));
  return response;
}
