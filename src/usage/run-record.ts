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

/** Data of a run that is known when the run starts. */
export interface RunRecordInit {
  /** The request before interceptors. It is not validated yet, so it may be null. */
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
  /** The last value with output, if its usage and cost have not been read yet. */
  #unreadOutput: ChatValue | undefined;
  /** The last value whose usage and cost have been read. */
  #lastRead: ChatValue | undefined;
  #usage: CompletionUsage | undefined;
  #cost: CompletionCost | undefined;

  constructor({ request, operation, tags }: RunRecordInit, log: Broadcast<UsageRecord>) {
    this.#log = log;
    this.#request = request;
    this.#operation = operation;
    this.#tags = tags;
  }

  /** Records the body of an attempt that is being sent; interceptors may have changed the body. */
  onSend(body: object | undefined): void {
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

  /** Records a value that the server has sent. Not called for the responses of an interceptor, which cost nothing. */
  onChunk(value: ChatValue, hasOutput: boolean): void {
    if (hasOutput) {
      // If chunks with output have a usage, the last of these usages is the total. So each chunk replaces the previous one unread.
      this.#unreadOutput = value;
      this.#parts += 1;
      this.#firstOutputAt ??= asyncScheduler.now();
    } else {
      this.#readUsage();
      this.#lastRead = value;
      this.#readUsage();
    }
  }

  /** Reads usage and cost of the latest value. */
  #readUsage(): void {
    const value = this.#unreadOutput ?? this.#lastRead;
    this.#unreadOutput = undefined;
    this.#lastRead = value;
    this.#usage = laterUsage(this.#usage, value?.usage);
    this.#cost = laterCost(this.#cost, value?.cost);
  }

  /** Ends the run with this outcome, and emits its usage record. */
  end(outcome: UsageRecord['outcome'], error?: unknown): void {
    if (this.#log.observed) this.#log.next(this.#toUsageRecord(outcome, error));
  }

  #toUsageRecord(outcome: UsageRecord['outcome'], error: unknown): UsageRecord {
    this.#readUsage();
    const { messages } = Object(this.#request) as { readonly messages?: unknown };
    const duration = asyncScheduler.now() - this.#startedAt;
    const firstTokenAfter = this.#firstOutputAt && this.#firstOutputAt - this.#startedAt;
    const seconds = (duration - (firstTokenAfter ?? duration)) / 1000;
    return omitUndefined<UsageRecord>({
      operation: this.#operation,
      tags: this.#tags,
      model: getModel(this.#request),
      answeredBy: toOptionalLine(this.#lastRead?.model),
      id: toOptionalLine(this.#lastRead?.id),
      requestId: (error as Partial<APIError> | undefined)?.requestId ?? this.#readHead?.().requestId,
      startedAt: this.#startedAt,
      duration,
      // A run that is unsubscribed after the whole response has arrived was not cancelled.
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

/** Returns a string of the server as a single line, for logs; undefined for any other value. */
function toOptionalLine(name: unknown): string | undefined {
  return typeof name === 'string' ? toSingleLine(name) : undefined;
}
