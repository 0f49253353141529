import { asyncScheduler } from 'rxjs';
import { omitUndefined } from '../json/omit-undefined.js';
import type { APIError } from '../errors/api-error.js';
import type { ResponseMetadata } from '../errors/from-response/response-metadata.js';
import { toSingleLine } from '../errors/single-line.js';
import type { Broadcast } from '../subscribers/broadcast.js';
import { laterCost, laterUsage } from '../reducer/reports.js';
import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';
import type { ChatValue } from '../request/chat-interceptor.js';
import { lengthWithoutBase64 } from './length-without-base64.js';
import { getModel } from '../request/get-model.js';
import type { UsageRecord } from './usage-record.js';

/** Data of a run that is known when it starts. */
export interface RunInfo {
  /** The request as the limits read it. */
  readonly request: object | null;
  readonly operation: string;
  readonly tags: UsageRecord['tags'];
}

/** Collects the data of a run for its usage record. */
export class RunRecord {
  readonly #log: Broadcast<UsageRecord>;
  readonly #startedAt = asyncScheduler.now();
  readonly #operation: string;
  readonly #tags: UsageRecord['tags'];
  #request: object | null | undefined;
  #isComplete = false;
  #readHead: (() => ResponseMetadata) | undefined;
  #attempts = 0;
  #parts = 0;
  #firstOutputAt: number | undefined;
  /** The last value with output, until another value or the end of the run follows it. */
  #lastOutput: ChatValue | undefined;
  /** The last value whose usage and cost have been read. */
  #last: ChatValue | undefined;
  #usage: CompletionUsage | undefined;
  #cost: CompletionCost | undefined;

  constructor({ request, operation, tags }: RunInfo, log: Broadcast<UsageRecord>) {
    this.#log = log;
    this.#request = request;
    this.#operation = operation;
    this.#tags = tags;
  }

  /** Records the body of a request that is being sent; interceptors may have changed it. */
  sent(body: object | undefined): void {
    this.#request = body;
    this.#isComplete = false;
    this.#attempts += 1;
  }

  /** Records the head of a successful response. */
  onHead(read: () => ResponseMetadata): void {
    this.#readHead = read;
  }

  /** Records a whole response of the server. */
  onWholeResponse(value: object): void {
    this.onChunk(value as ChatValue, false);
    this.#isComplete = true;
  }

  /** Records a value sent by the server. It is not called for the responses of an interceptor, which cost nothing. */
  onChunk(value: ChatValue, hasOutput: boolean): void {
    if (hasOutput) {
      // Usage follows the output, or is in each chunk with output. Then only the last one counts, so others are not read.
      this.#lastOutput = value;
      this.#parts += 1;
      this.#firstOutputAt ??= asyncScheduler.now();
    } else {
      this.#bill();
      this.#last = value;
      this.#bill();
    }
  }

  /** Reads usage and cost of the latest value. */
  #bill(): void {
    const value = this.#lastOutput ?? this.#last;
    this.#lastOutput = undefined;
    this.#last = value;
    this.#usage = laterUsage(this.#usage, value?.usage);
    this.#cost = laterCost(this.#cost, value?.cost);
  }

  /** Adds the usage record of a run with this outcome to the log. */
  end(outcome: UsageRecord['outcome'], error?: unknown): void {
    if (this.#log.observed) this.#log.next(this.#toUsageRecord(outcome, error));
  }

  #toUsageRecord(outcome: UsageRecord['outcome'], error: unknown): UsageRecord {
    this.#bill();
    const { messages } = Object(this.#request) as { readonly messages?: unknown };
    const duration = asyncScheduler.now() - this.#startedAt;
    const firstTokenAfter = this.#firstOutputAt && this.#firstOutputAt - this.#startedAt;
    const seconds = (duration - (firstTokenAfter ?? duration)) / 1000;
    return omitUndefined<UsageRecord>({
      operation: this.#operation,
      tags: this.#tags,
      model: getModel(this.#request),
      answeredBy: optionalLine(this.#last?.model),
      id: optionalLine(this.#last?.id),
      requestId: (error as Partial<APIError> | undefined)?.requestId ?? this.#readHead?.().requestId,
      startedAt: this.#startedAt,
      duration,
      // Unsubscribing after a whole response has arrived is not a cancellation.
      outcome: outcome === 'cancelled' && this.#isComplete ? 'completed' : outcome,
      errorName: (error as Error | undefined)?.name,
      attempts: this.#attempts,
      firstTokenAfter,
      tokensPerSecond: this.#usage && seconds > 0 ? this.#usage.completion_tokens / seconds : undefined,
      usage: this.#usage,
      promptCharacters:
        this.#usage || this.#attempts === 0 || !Array.isArray(messages) || messages.length === 0
          ? undefined
          : lengthWithoutBase64(JSON.stringify(messages)),
      parts: this.#parts,
      cost: this.#cost,
      isEstimated: false,
    });
  }
}

/** Returns a name written by the server as a single line, for logs. */
function optionalLine(name: unknown): string | undefined {
  return typeof name === 'string' ? toSingleLine(name) : undefined;
}
