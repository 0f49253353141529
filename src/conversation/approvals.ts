import { AsyncSubject, type Observable, defaultIfEmpty, defer, merge, noop, of, take, tap } from 'rxjs';
import type { ApprovalAnswer, ApprovalRequest, ApprovalResponse } from '../tools/approval.js';
import { toObservable } from '../subscribers/to-observable.js';
import type { ToolRunOptions } from '../tools/tool-run-options.js';
import type { SavedEntry } from './tree/conversation-entry.js';

/**
 * Approves or refuses the calls of a run: the first decision of `respond` and the option `approve` is used. A response is valid for one step
 * only, since later answers may have calls with the same ids.
 */
export class Approvals {
  readonly #approve: ToolRunOptions['approve'];
  /** Ids of the calls that were waiting before this run: they wait again, even if their tools no longer have `needsApproval`. */
  readonly #awaitingIds: Set<string>;
  readonly #responses: Responses = new Map();
  readonly #answeredIds = new Set<string>();

  /** @param resumed - The answer whose calls the run continues, if any. */
  constructor(approve: ToolRunOptions['approve'], resumed?: SavedEntry) {
    this.#approve = approve;
    const awaiting = resumed?.toolCalls?.filter(({ status }) => status === 'awaiting-approval') ?? [];
    this.#awaitingIds = new Set(awaiting.map(({ call }) => call.id));
  }

  /** The option `approve` of the run. */
  readonly approve = (request: ApprovalRequest): ApprovalAnswer | Observable<ApprovalAnswer> => {
    const approve = this.#approve;
    const { call, needsApproval } = request;
    if (approve === undefined && !needsApproval && !this.#awaitingIds.has(call.id)) return true;
    const response = getResponse(this.#responses, call.id);
    if (approve === undefined) return response;
    const decision = defer(() => toObservable(approve(request))).pipe(
      take(1),
      defaultIfEmpty(false),
      tap(() => this.#answeredIds.add(call.id)),
    );
    return merge(response, decision);
  };

  isAnswered(callId: string): boolean {
    return this.#answeredIds.has(callId);
  }

  /**
   * Approves or refuses a call; also possible before the run has begun.
   *
   * @param confirmation - Emits whether the response is used, once this is known. If it is not used, the call waits for another response.
   */
  respond(callId: string, response: ApprovalResponse, confirmation = of(true)): void {
    this.#answeredIds.add(callId);
    const subject = getResponse(this.#responses, callId);
    const settle = (isConfirmed: boolean): void => {
      if (isConfirmed) {
        subject.next(response);
        subject.complete();
      } else if (this.#responses.get(callId) === subject) {
        // A later step has another subject for a call with the same id.
        this.#answeredIds.delete(callId);
      }
    };
    confirmation.pipe(take(1)).subscribe({ next: settle, error: noop });
  }

  /** Forgets the calls of the previous step, none of which awaits an approval any more. */
  beginStep(): void {
    this.#awaitingIds.clear();
    this.#responses.clear();
    this.#answeredIds.clear();
  }
}

type Responses = Map<string, AsyncSubject<ApprovalResponse>>;

function getResponse(responses: Responses, callId: string): AsyncSubject<ApprovalResponse> {
  let response = responses.get(callId);
  if (response === undefined) responses.set(callId, (response = new AsyncSubject()));
  return response;
}
