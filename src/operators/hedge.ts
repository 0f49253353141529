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
import { maxTimerDelay } from '../transport/max-timer-delay.js';
import { rethrow } from '../subscribers/rethrow.js';
import { bufferUntilOutput } from './internal/buffer-until-output.js';

/** Options of {@link hedge}. */
export interface HedgeOptions {
  /**
   * Milliseconds to wait for the first output of the primary before the backup is sent. If the primary fails or completes without
   * output, the backup is sent immediately; with `Infinity`, only then. With 0, both are sent at once.
   */
  readonly after: number;
}

const rules: OptionRules<HedgeOptions> = { after: required(atLeast(0)) };

/** How a request without output has ended. */
interface EmptyEnd<T> {
  /** The chunks of the answer, none of which has output. */
  readonly held: readonly T[];
  /** Set if the request has failed. */
  readonly error?: unknown;
}

/**
 * Sends a backup request when the primary request is slow to respond, and continues with the request that has output first.
 *
 *     primary  --role---------------!
 *     backup             --role-----Hel---------lo--|
 *     result   ---------------------(role Hel)--lo--|
 *
 * Output is text, reasoning, a refusal or a tool call. Chunks before the first output are buffered, so the request that loses emits
 * nothing; the 1,024th buffered chunk counts as output. The loser's connection is closed at once, and its cost so far is in the client's
 * usage log. If one request fails before its first output, or completes without output, the result continues with the other request. If
 * neither has output and at least one fails, the result fails: with the error of the primary or, if only the backup failed, with the error
 * of the backup. If both complete without output, the result is the empty answer of the primary. An error after the first output is passed
 * on.
 *
 * @throws TypeError if `primary` or `backup` is not an Observable, a Promise or an iterable, or if `after` is not a number of
 * milliseconds, 0 or more.
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
  // An option rule: a predicate, and the words for its error message.
  const [isObservableInput, expected] = anObservableInput;
  for (const [name, source] of Object.entries({ primary, backup })) {
    assertOption(isObservableInput(source), name, expected, source);
  }
  checkOptions(options, rules);
  const { after } = options;
  return defer(() => {
    /** The ends of the requests without output, by their index. */
    const ends: EmptyEnd<Backup | T>[] = [];
    /** Emits when a request has ended without output, or has its first output. */
    const changes = new Subject<void>();
    /** Index of the request whose values are the result. */
    let winner: 0 | 1 | undefined;
    /**
     * Runs one request, and emits nothing before its first output. If both requests end without output, the runner whose request ends
     * last emits the result. `index` is 0 for the primary and 1 for the backup.
     */
    const runner = (source: ObservableInput<Backup | T>, index: 0 | 1): Observable<Backup | T> =>
      defer(() => {
        const win = (): void => {
          winner = index;
          changes.next();
        };
        const endWithoutOutput = (end: EmptyEnd<Backup | T>): Observable<Backup | T> => {
          ends[index] = end;
          const [primaryEnd, backupEnd] = ends;
          if (primaryEnd === undefined || backupEnd === undefined) {
            changes.next();
            return NEVER;
          }
          // Neither request has output. This unsubscribes from the other runner, which waits in `NEVER`.
          win();
          const failed = [primaryEnd, backupEnd].find((one) => 'error' in one);
          return failed === undefined ? from(primaryEnd.held) : rethrow(failed.error);
        };
        return from(source).pipe(
          bufferUntilOutput(win, (held) => endWithoutOutput({ held })),
          catchError((error: unknown) => {
            if (winner === index) throw error;
            return endWithoutOutput({ held: [], error });
          }),
          takeUntil(changes.pipe(filter(() => winner === 1 - index))),
        );
      });
    const delayElapsed = after > maxTimerDelay ? NEVER : timer(after);
    const backupDue = defer(() =>
      after === 0 || winner === 0 || ends[0] !== undefined
        ? of(undefined)
        : merge(delayElapsed, changes).pipe(take(1)),
    );
    const backupRun = backupDue.pipe(mergeMap(() => (winner === 0 ? EMPTY : runner(backup, 1))));
    return merge(runner(primary, 0), backupRun);
  });
}
