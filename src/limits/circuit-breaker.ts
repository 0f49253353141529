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
import { ModelFailures, type BreakerTicket } from './model-failures.js';
import { defaultMaxQueue, waitInQueue } from './request-queue.js';

/**
 * Prevents lockouts of a key: Venice rejects all requests of a key for a while after too many failed requests for a model.
 *
 * Failures are counted per model and partition (see `partitionBy` of the client). An operation with `limits: 'own'` counts as a model,
 * under its name. Attempts are sent immediately if the model has responded successfully at least once, and since its last failure, and no
 * failure is in the window. Otherwise:
 *
 * - An attempt is sent only if failed requests plus requests without a response stay below `threshold`, even if all of them fail. If not, it
 *   waits for the responses.
 * - While the window contains `threshold - 1` failures, attempts fail with a `CircuitOpenError` without being sent. The `retryAfter` of the
 *   error is the time until an attempt may be sent.
 * - After a 429 that reports a lockout, attempts fail in the same way for as long as the server demands.
 *
 * Outside of browsers and edge workers, each client has a circuit breaker by default. To share a circuit breaker among the clients of a
 * key, pass it to each of them as the option `circuitBreaker`. Clients with other keys can share it, too, since each key has its own
 * partition.
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
  const onChange = (): void => {
    changes.next();
  };

  const intercept: ChatInterceptor = (request, next, attempt) =>
    waitInQueue(() => {
      const partition = partitions.get(attempt.partition);
      partitions.checkWaiting(partition, defaultMaxQueue);
      const model = getModel(request);
      const failures = partition.models.get(
        model,
        () => new ModelFailures(model, resolved, partition, onChange),
      );
      const ticket: BreakerTicket = { isPending: false };
      attempt.onAnswer(() => {
        failures.recordSuccess(ticket);
      });
      return {
        queue: failures.queue,
        ticket,
        order: attempt.arrival,
        run: () => next(request),
        onFailure: (error) => {
          failures.recordFailure(error);
        },
      };
    });

  const openOrFailing = (): readonly ModelCircuit[] =>
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
      mergeMap(() =>
        defer(() => of(openOrFailing())).pipe(repeat({ delay: nextChange }), takeUntil(changes)),
      ),
      filter((models) => {
        const before = latest;
        latest = JSON.stringify(models.map(comparedFields));
        return latest !== before;
      }),
      // `changes` emits in the async context of the run that causes the change.
      bindContext(),
    );
  });
  return { intercept: keepsContext(intercept), circuits };
}

/** The fields whose changes are emitted: `blockedFor` would change with every millisecond. */
function comparedFields({ model, partition, failures, state }: ModelCircuit): readonly unknown[] {
  return [model, partition, failures, state];
}
