import {
  EMPTY,
  NEVER,
  type Observable,
  type ObservableInput,
  Subject,
  catchError,
  defer,
  filter,
  from,
  merge,
  mergeMap,
  of,
  take,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import { longestDelay } from '../transport/max-delay.js';
import { bufferUntilOutput } from './internal/buffer-until-output.js';

/** Options of {@link hedge}. */
export interface HedgeOptions {
  /**
   * How long the first request has for the beginning of its answer before the second is sent, in ms; 0 races both, `Infinity`
   * sends the second only when the first fails.
   */
  readonly after: number;
}

/**
 * Sends a second request when the first takes long to begin its answer, and goes on with whichever begins first.
 *
 *     primary  --role-------------!
 *     backup             --role--Hel--lo--|
 *     result   --------------(role Hel)--lo--|
 *
 * An answer has begun with its first content, reasoning, refusal or tool call; one that ends empty has begun too. What
 * comes before that is held back, so that nothing is seen of the loser, whose connection is closed at once; what it has
 * cost by then stands in the client's usage log. A request that fails before its answer has begun leaves the field to the other, and
 * when both fail, the result fails with what the first failed with. An error of an answer that has begun is passed on.
 *
 * @throws TypeError when `after` is no number of milliseconds.
 *
 * @example
 * ```ts
 * import { VeniceClient, contentDeltas, hedge } from 'venice-rx';
 *
 * const client = new VeniceClient();
 * const messages = [{ role: 'user', content: 'Say hello.' }] as const;
 * const ask = (model: string) => client.chat.completions.create({ model, messages, stream: true });
 *
 * hedge(ask('default'), ask('fastest'), { after: 2000 })
 *   .pipe(contentDeltas())
 *   .subscribe((delta) => process.stdout.write(delta));
 * ```
 */
export function hedge<T, Backup = T>(
  primary: ObservableInput<T>,
  backup: ObservableInput<Backup>,
  options: HedgeOptions,
): Observable<Backup | T> {
  const after = checkAfter(options.after);
  return defer(() => {
    const failures: unknown[] = [];
    /** A request has failed, or its answer has begun. */
    const news = new Subject<void>();
    let winner: 0 | 1 | undefined;
    /** A request that says nothing until its answer has begun, and nothing at all when it fails before, unless both do. */
    const runner = <Value>(source: ObservableInput<Value>, rank: 0 | 1): Observable<Value> =>
      defer(() => {
        const begin = (): void => {
          winner = rank;
          news.next();
        };
        return from(source).pipe(
          tap({ complete: begin }),
          bufferUntilOutput(begin),
          catchError((error: unknown) => {
            if (winner === rank) throw error;
            failures[rank] = error;
            if (0 in failures && 1 in failures) throw failures[0];
            news.next();
            return NEVER;
          }),
          takeUntil(news.pipe(filter(() => winner === 1 - rank))),
        );
      });
    const isLate = after > longestDelay ? NEVER : timer(after);
    const isTime = defer(() =>
      after === 0 || winner === 0 || 0 in failures ? of(undefined) : merge(isLate, news).pipe(take(1)),
    );
    const second = isTime.pipe(mergeMap(() => (winner === 0 ? EMPTY : runner(backup, 1))));
    return merge(runner(primary, 0), second);
  });
}

function checkAfter(after: unknown): number {
  if (typeof after === 'number' && after >= 0) return after;
  throw new TypeError('after: give a number of milliseconds, 0 to race both requests');
}
