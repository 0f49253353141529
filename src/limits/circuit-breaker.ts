import {
  NEVER,
  type Observable,
  Subject,
  concat,
  defer,
  filter,
  mergeMap,
  of,
  repeat,
  takeUntil,
  timer,
} from 'rxjs';
import { PartitionMap } from '#partition-map';
import { bindContext } from '../async-context/bind-context.js';
import { maxTimerDelay } from '../transport/max-timer-delay.js';
import type { ChatInterceptor } from '../request/chat-interceptor.js';
import { type CircuitBreakerOptions, resolveCircuitBreaker } from './circuit-breaker-options.js';
import type { CircuitBreaker, ModelCircuit } from './circuits.js';
import { keepsContext } from '../request/keep-context.js';
import { getModel } from '../request/get-model.js';
import { ModelFailures, type BreakerAttempt } from './model-failures.js';
import { defaultMaxQueue, waitInQueue } from './request-queue.js';

/**
 * Prevents lockouts of a key: Venice rejects everything for a while after too many failed requests for a model.
 *
 * Counts per model and partition (see `partitionBy` of the client); an operation with `limits: 'own'` counts as a model, under
 * its name. While the window contains a failure, and until the model has responded successfully, both initially and after each
 * failure, failed requests plus requests without a response yet stay below `threshold`; further attempts wait for the outcome
 * of the others. Once failures alone reach the limit, attempts fail with a `CircuitOpenError` without being sent; its
 * `retryAfter` is the time until the oldest failure is forgotten. A 429 that reports a lockout counts for as long as the server
 * requests.
 *
 * A client outside of browsers and workers has one by default. Clients of the same key share one with the option
 * `circuitBreaker`; clients of other keys may share it too, since each key has its own partition.
 *
 * @example
 * ```ts
 * import { VeniceClient, circuitBreaker } from 'venice-rx';
 *
 * const shared = circuitBreaker({ threshold: 5 });
 * const first = new VeniceClient({ circuitBreaker: shared });
 * const second = new VeniceClient({ circuitBreaker: shared });
 * console.log(first !== second);
 * ```
 */
export function circuitBreaker(config: CircuitBreakerOptions = {}): CircuitBreaker {
  const resolved = resolveCircuitBreaker(config);
  const partitions = new PartitionMap<ModelFailures>();
  const changes = new Subject<void>();
  const changed = (): void => {
    changes.next();
  };

  const intercept: ChatInterceptor = (request, next, attempt) =>
    waitInQueue(() => {
      const partition = partitions.get(attempt.partition);
      partitions.checkWaiting(partition, defaultMaxQueue);
      const model = getModel(request);
      const failures = partition.models.get(
        model,
        () => new ModelFailures(model, resolved, partition, changed),
      );
      const ticket: BreakerAttempt = { isUndecided: false };
      attempt.onAnswer(() => {
        failures.answered(ticket);
      });
      return {
        queue: failures.queue,
        ticket,
        order: attempt.arrival,
        run: () => next(request),
        onFailure: (error) => {
          failures.failed(error);
        },
      };
    });

  const all = (): readonly ModelCircuit[] =>
    [...partitions.values()]
      .map((one) => one.circuit())
      .filter((one) => one.failures > 0 || one.state !== 'closed');
  const nextChange = (): Observable<unknown> => {
    let wait = Infinity;
    for (const one of partitions.values()) wait = Math.min(wait, one.changesAfter());
    return wait === Infinity ? NEVER : timer(Math.min(Math.max(wait, 1), maxTimerDelay));
  };
  const circuits = defer(() => {
    let latest = '';
    return concat(of(undefined), changes).pipe(
      mergeMap(() => defer(() => of(all())).pipe(repeat({ delay: nextChange }), takeUntil(changes))),
      filter((models) => {
        const before = latest;
        latest = JSON.stringify(models.map(facts));
        return latest !== before;
      }),
      // Changes are caused by other runs.
      bindContext(),
    );
  });
  return { intercept: keepsContext(intercept), circuits };
}

/** The fields that make a circuit differ; the remaining time always differs. */
function facts({ model, partition, failures, state }: ModelCircuit): readonly unknown[] {
  return [model, partition, failures, state];
}
