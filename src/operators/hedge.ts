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
  timer,
} from 'rxjs';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { assertOption } from '../options/invalid-option.js';
import { anObservableInput, atLeast, required } from '../options/option-rules.js';
import { longestDelay } from '../transport/max-delay.js';
import { rethrow } from '../subscribers/rethrow.js';
import { bufferUntilOutput } from './internal/buffer-until-output.js';

/** Options of {@link hedge}. */
export interface HedgeOptions {
  /**
   * Milliseconds to wait for the first output of the primary before the backup is sent. 0 races both; `Infinity` sends the
   * backup only when the primary fails or is empty.
   */
  readonly after: number;
}

const rules: OptionRules<HedgeOptions> = { after: required(atLeast(0)) };

/** How a request without output has ended. */
interface End<T> {
  /** The chunks of an empty answer. */
  readonly held: readonly T[];
  readonly error?: unknown;
}

/**
 * Sends a backup request when the primary is slow to respond, and continues with the one that has output first.
 *
 *     primary  --role-------------!
 *     backup             --role--Hel--lo--|
 *     result   --------------(role Hel)--lo--|
 *
 * Output is the first content, reasoning, refusal or tool call. Earlier chunks are buffered, so the loser emits nothing; its
 * connection is closed at once, and its cost so far is in the client's usage log. If one request fails before its first
 * output, or its answer ends empty, the other continues. If neither has output, the result fails: with the error of the primary
 * or, if only the backup failed, with the error of the backup. If both answers are empty, the result is the empty answer of the
 * primary. An error of the winner is passed on.
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
  const [isObservableInput, expected] = anObservableInput;
  for (const [name, source] of Object.entries({ primary, backup })) {
    assertOption(isObservableInput(source), name, expected, source);
  }
  checkOptions(options, rules);
  const { after } = options;
  return defer(() => {
    /** Errors and empty answers of the requests that have left the race. */
    const ends: End<Backup | T>[] = [];
    /** Emits when a request has left the race or has its first output. */
    const changes = new Subject<void>();
    /** Index of the request whose values are the result. */
    let winner: 0 | 1 | undefined;
    /**
     * Emits nothing before the first output. When both requests have ended without output, the second one to end emits the
     * result of the race. `index` is 0 for the primary and 1 for the backup.
     */
    const runner = (source: ObservableInput<Backup | T>, index: 0 | 1): Observable<Backup | T> =>
      defer(() => {
        const settle = (): void => {
          winner = index;
          changes.next();
        };
        const leave = (end: End<Backup | T>): Observable<Backup | T> => {
          ends[index] = end;
          const [primaryEnd, backupEnd] = ends;
          if (primaryEnd === undefined || backupEnd === undefined) {
            changes.next();
            return NEVER;
          }
          // Neither has output. The other runner, which waits in `NEVER`, is unsubscribed, and this one emits the result.
          settle();
          const failed = [primaryEnd, backupEnd].find((one) => 'error' in one);
          return failed === undefined ? from(primaryEnd.held) : rethrow(failed.error);
        };
        return from(source).pipe(
          bufferUntilOutput(settle, (held) => leave({ held })),
          catchError((error: unknown) => {
            if (winner === index) throw error;
            return leave({ held: [], error });
          }),
          takeUntil(changes.pipe(filter(() => winner === 1 - index))),
        );
      });
    const delayElapsed = after > longestDelay ? NEVER : timer(after);
    const backupDue = defer(() =>
      after === 0 || winner === 0 || ends[0] !== undefined
        ? of(undefined)
        : merge(delayElapsed, changes).pipe(take(1)),
    );
    const backupRun = backupDue.pipe(mergeMap(() => (winner === 0 ? EMPTY : runner(backup, 1))));
    return merge(runner(primary, 0), backupRun);
  });
}
