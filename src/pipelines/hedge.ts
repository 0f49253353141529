import {
  NEVER,
  type Observable,
  type ObservableInput,
  Subject,
  catchError,
  defer,
  from,
  merge,
  of,
  race,
  switchMap,
  take,
  timer,
} from 'rxjs';
import { longestDelay } from '../http/longest-delay.js';
import { holdPreamble } from '../operators/hold-preamble.js';

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
 * cost by then stands in the client's ledger. A request that fails before its answer has begun leaves the field to the other, and
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
    const failed = new Subject<void>();
    /** A request that says nothing until its answer has begun, and nothing at all when it fails before, unless both do. */
    const runner = <Value>(source: ObservableInput<Value>, rank: 0 | 1): Observable<Value> =>
      defer(() => {
        let hasBegun = false;
        return from(source).pipe(
          holdPreamble(() => (hasBegun = true)),
          catchError((error: unknown) => {
            if (hasBegun) throw error;
            failures[rank] = error;
            if (Object.keys(failures).length === 2) throw failures[0];
            failed.next();
            return NEVER;
          }),
        );
      });
    const isLate = after > longestDelay ? NEVER : timer(after);
    const isTime = defer(() =>
      after === 0 || failures.length > 0 ? of(undefined) : merge(isLate, failed).pipe(take(1)),
    );
    return race(runner(primary, 0), isTime.pipe(switchMap(() => runner(backup, 1))));
  });
}

function checkAfter(after: unknown): number {
  if (typeof after === 'number' && after >= 0) return after;
  throw new TypeError('after: give a number of milliseconds, 0 to race both requests');
}
