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
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { atLeast, required } from '../options/option-rules.js';
import { longestDelay } from '../transport/max-delay.js';
import { bufferUntilOutput } from './internal/buffer-until-output.js';

/** Options of {@link hedge}. */
export interface HedgeOptions {
  /**
   * Milliseconds to wait for the first output of the primary before the backup is sent. 0 races both; `Infinity` sends the
   * backup only when the primary fails.
   */
  readonly after: number;
}

const rules: OptionRules<HedgeOptions> = { after: required(atLeast(0)) };

/**
 * Sends a backup request when the primary is slow to respond, and continues with the one that has output first.
 *
 *     primary  --role-------------!
 *     backup             --role--Hel--lo--|
 *     result   --------------(role Hel)--lo--|
 *
 * Output is the first content, reasoning, refusal or tool call, or the end of an empty answer. Earlier chunks are buffered,
 * so the loser emits nothing; its connection is closed at once, and its cost so far is in the client's usage log. If one
 * request fails before its first output, the other continues; if both fail, the result fails with the error of the primary.
 * An error of the winner is passed on.
 *
 * @throws TypeError if `after` is not a number of milliseconds, 0 or more.
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
  checkOptions(options, rules);
  const { after } = options;
  return defer(() => {
    const failures: unknown[] = [];
    /** Emits when a request has failed or has its first output. */
    const news = new Subject<void>();
    let winner: 0 | 1 | undefined;
    /** Emits nothing before the first output. An earlier failure is swallowed, unless both requests fail. */
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
    const delayElapsed = after > longestDelay ? NEVER : timer(after);
    const backupDue = defer(() =>
      after === 0 || winner === 0 || 0 in failures ? of(undefined) : merge(delayElapsed, news).pipe(take(1)),
    );
    const second = backupDue.pipe(mergeMap(() => (winner === 0 ? EMPTY : runner(backup, 1))));
    return merge(runner(primary, 0), second);
  });
}
