// One class with more than 150 lines: its windows, pauses and waits all change the counts of one model.
import { asyncScheduler } from 'rxjs';
import type { APIError } from '../errors/api-error.js';
import { getErrorHeaders } from '../errors/from-response/get-error-headers.js';
import type { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { type ResponseMetadata, toResponseMetadata } from '../errors/from-response/response-metadata.js';
import { type VeniceError, isVeniceError } from '../errors/venice-error.js';
import { RateWindow, type Reservation, minute } from './rate-window.js';
import type { Forgettable } from './bounded-map.js';
import type { LimiterWait, WaitReason } from './chat-limiter.js';
import type { FairSlots } from './fair-slots.js';
import type { Partition } from './partition-map.js';
import type { SlotQueue } from './partition-queues.js';
import type { RateLimiterOptions } from './rate-limiter-options.js';
import { RequestQueue, type Admission } from './request-queue.js';
import { isUnsent } from '../request/unsent-errors.js';
import { WaitingCount } from './waiting-count.js';

/** Maximum number of attempts running at once before the server's limits are known; Venice's smallest tier allows 20 per minute. */
const maxProbes = 5;

/** State of an attempt, as the limiter tracks it. */
export interface LimiterTicket {
  /** Position in the order of arrival. */
  readonly order: number;
  /** Tokens to reserve. */
  readonly tokens: number;
  /** Reservations of the attempt, once it is admitted. */
  reservations?: { readonly request: Reservation; readonly tokens: Reservation };
  /** Time at which the server's token window resets, in milliseconds since 1970, if the response reports it. */
  tokensResetAt?: number;
}

/** Limits of one model in one partition. */
export class ModelLimits implements Forgettable, SlotQueue {
  readonly queue: RequestQueue<LimiterTicket>;
  readonly #model: string;
  readonly #options: RateLimiterOptions;
  readonly #slots: FairSlots;
  readonly #partition: Partition<ModelLimits>;
  readonly #requests: RateWindow;
  readonly #tokens: RateWindow;
  /** Why the first attempt waits. */
  #reason: WaitReason = 'concurrency';
  /** When the first attempt may be sent; `Infinity` if this depends on other attempts. */
  #until = Infinity;
  /** Time until which the server has requested to wait. */
  #pausedUntil = 0;
  #running = 0;
  #areLimitsKnown: boolean;

  constructor(
    model: string,
    options: RateLimiterOptions,
    slots: FairSlots,
    partition: Partition<ModelLimits>,
    onChange: (limits: ModelLimits) => void,
  ) {
    this.#model = model;
    this.#options = options;
    this.#slots = slots;
    this.#partition = partition;
    this.#requests = new RateWindow(options.requestsPerMinute);
    this.#tokens = new RateWindow(options.tokensPerMinute);
    this.#areLimitsKnown = options.learnsFromHeaders === false || options.requestsPerMinute !== undefined;
    const waiting = new WaitingCount(partition.waiting);
    this.queue = new RequestQueue({
      admit: (ticket) => this.#admit(ticket),
      onRelease: (ticket) => {
        this.#release(ticket);
        slots.release();
      },
      onChange: () => {
        const count = this.queue.waiting;
        if (count === 0 && waiting.count > 0) slots.leave(partition, this);
        waiting.set(count);
        onChange(this);
      },
      ...(options.maxQueue !== undefined && { maxQueue: options.maxQueue }),
    });
  }

  get isInUse(): boolean {
    return this.#running > 0 || this.queue.waiting > 0;
  }

  get isIdle(): boolean {
    const isPaused = this.#pausedUntil > asyncScheduler.now();
    return !isPaused && !this.isInUse && this.#requests.isUnused && this.#tokens.isUnused;
  }

  get firstOrder(): number | undefined {
    return this.queue.first?.order;
  }

  /** The wait of the first attempt; undefined if no attempt waits. */
  get wait(): LimiterWait | undefined {
    const { waiting } = this.queue;
    if (waiting === 0) return undefined;
    const { name } = this.#partition;
    return {
      model: this.#model,
      ...(name !== '' && { partition: name }),
      waiting,
      reason: this.#reason,
      ...(this.#until !== Infinity && { until: this.#until }),
    };
  }

  pump(): void {
    this.queue.pump();
  }

  /** Applies the rate limit headers of a response. */
  learn(ticket: LimiterTicket, { rateLimits }: Pick<ResponseMetadata, 'rateLimits'>): void {
    const { reservations } = ticket;
    if (reservations === undefined) return;
    const { requests = {}, tokens = {} } = this.#options.learnsFromHeaders === false ? {} : rateLimits;
    this.#requests.learn(requests, reservations.request);
    this.#tokens.learn(tokens, reservations.tokens);
    this.#requests.expire(reservations.request, requests.resetAfter);
    if (tokens.resetAfter !== undefined) ticket.tokensResetAt = asyncScheduler.now() + tokens.resetAfter;
    this.#areLimitsKnown = true;
    this.queue.pump();
  }

  /** Records the number of tokens that an attempt has used. */
  settle({ reservations }: LimiterTicket, tokens: number): void {
    if (reservations) this.#tokens.settle(reservations.tokens, tokens);
  }

  /** Records a failed attempt. Without the option `per`, a wait that the server requests applies to all attempts of the model and partition. */
  recordFailure(ticket: LimiterTicket, error: unknown): void {
    if (isUnsent(error) || (isVeniceError(error) && wasNotSent(error))) {
      this.#refund(ticket);
      return;
    }
    if (!isVeniceError(error)) return;
    const { retryAfter = 0 } = error;
    if (this.#options.per === undefined)
      this.#pausedUntil = Math.max(this.#pausedUntil, asyncScheduler.now() + retryAfter);
    const { status = 0, inBand } = error as Partial<APIError>;
    const headers = getErrorHeaders(error);
    if (headers !== undefined && inBand === false) {
      this.learn(ticket, toResponseMetadata({ status, headers }, asyncScheduler.now()));
      this.settle(ticket, 0);
    }
  }

  #admit(ticket: LimiterTicket): Admission {
    const pause = this.#pausedUntil - asyncScheduler.now();
    if (pause > 0) return this.#waitFor('pause', pause);
    if (!this.#areLimitsKnown && this.#running >= maxProbes) return this.#waitFor('first-answers');
    if (this.#slots.isFull) {
      this.#slots.wait(this.#partition, this);
      return this.#waitFor('concurrency');
    }
    const requests = this.#requests.waitFor(1);
    const tokens = this.#tokens.waitFor(ticket.tokens);
    if (tokens > requests) return this.#waitFor('tokens', tokens);
    if (requests > 0) return this.#waitFor('requests', requests);
    ticket.reservations = { request: this.#requests.take(1), tokens: this.#tokens.take(ticket.tokens) };
    this.#running += 1;
    this.#slots.taken += 1;
    return { type: 'admit' };
  }

  #waitFor(reason: WaitReason, delay = Infinity): Admission {
    this.#reason = reason;
    this.#until = asyncScheduler.now() + delay;
    return { type: 'wait', delay };
  }

  #release({ reservations, tokensResetAt }: LimiterTicket): void {
    this.#running -= 1;
    if (reservations === undefined) return;
    this.#requests.expire(reservations.request);
    this.#tokens.expire(reservations.tokens, timeUntilReset(tokensResetAt));
  }

  /** Cancels the reservations of an attempt that was not sent. */
  #refund({ reservations }: LimiterTicket): void {
    if (reservations === undefined) return;
    this.#tokens.refund(reservations.tokens);
    this.#requests.refund(reservations.request);
  }
}

/**
 * Whether an attempt that this limiter had admitted was rejected before it was sent: by request validation, the circuit breaker, a spending
 * limit or the full queue of another limiter.
 */
function wasNotSent(error: VeniceError): boolean {
  const { name, kind } = error as Partial<LimitExceededError>;
  return unsentErrorNames.includes(String(name)) || kind === 'spending' || kind === 'queue';
}

const unsentErrorNames: readonly string[] = ['RequestError', 'CircuitOpenError'];

/** Milliseconds until a window of one minute resets next, if it resets at the time `reset` and every minute after that time. */
function timeUntilReset(reset: number | undefined): number | undefined {
  if (reset === undefined) return undefined;
  const late = asyncScheduler.now() - reset;
  return late <= 0 ? -late : minute - (late % minute);
}
