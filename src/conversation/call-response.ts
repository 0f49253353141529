import type { ApprovalResponse } from '../tools/approval.js';

/** A response to a call that awaits an approval. The response is used when the run of the call continues. */
export interface CallResponse {
  readonly callId: string;
  readonly response: ApprovalResponse;
}
