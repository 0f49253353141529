import {
  EMPTY,
  type MonoTypeOperatorFunction,
  asyncScheduler,
  catchError,
  concat,
  defer,
  filter,
  mergeMap,
  of,
  repeat,
  tap,
  timer,
} from 'rxjs';
import { followedBy } from './internal/followed-by.js';
import { Pacer, stepTime } from './internal/pacing/pacer.js';
import { TextQueue } from './internal/pacing/text-queue.js';
import { type TextSplitter, type TextUnit, textSplitter } from './internal/pacing/text-splitter.js';

/** Options of {@link pace}. */
export interface PaceConfig {
  /** What is never cut: words, or what a reader takes for one character. Default: `word`. */
  readonly by?: TextUnit;
  /** A BCP 47 language tag, for languages that need rules of their own, as Thai. Default: the locale of the runtime. */
  readonly locale?: string;
  /** How long text may wait for its turn, in milliseconds; 0 passes it on as it comes. Default: 1,000. */
  readonly maxLag?: number;
}

/**
 * Evens out text that comes in bursts: the same text, word by word or character by character, at the rate at which it
 * arrives.
 *
 *     source  --The quick brown fox ------jumps over |
 *     result  --The- quick- brown- fox----- jumps- over |
 *
 * It emits at most once in 16 ms, follows the rate of the source, and is never behind by more than `maxLag`. A tick that
 * comes late, as in a hidden tab, emits everything that is due by then. The last word or character waits until it is
 * certain that it has ended, or for `maxLag`: only a source that pauses for longer in the middle of one sees it cut. Half
 * of a surrogate pair and an open emoji sequence wait for their rest in any case.
 *
 * After the source has completed, what is left comes within 250 ms. After an error what has arrived comes at once, and
 * then the error. All outputs together are all inputs together. Holds the text that came within `maxLag`.
 *
 * Boundaries are those of `Intl.Segmenter`. A runtime without it cuts before white space, whatever `by` says, and a word that
 * has waited for `maxLag` between code points.
 *
 * @example
 * ```ts
 * import { VeniceClient, contentDeltas, pace } from 'venice-rx';
 *
 * const client = new VeniceClient();
 * client.chat.completions
 *   .create({ model: 'default', messages: [{ role: 'user', content: 'Say hello.' }], stream: true })
 *   .pipe(contentDeltas(), pace({ by: 'word' }))
 *   .subscribe((words) => process.stdout.write(words));
 * ```
 */
export function pace(config: PaceConfig = {}): MonoTypeOperatorFunction<string> {
  const { by = 'word', locale, maxLag = 1000 } = config;
  if (!(maxLag >= 0 && maxLag < Infinity))
    throw new TypeError('maxLag: give a number of milliseconds, 0 or more');
  const splitter = createSplitter(by, locale);
  return (source) =>
    defer(() => {
      const pacer = new Pacer(new TextQueue(splitter), maxLag);
      let isStepping = false;
      const due = defer(() => {
        isStepping = true;
        return of(pacer.take(asyncScheduler.now()));
      });
      const steps = due.pipe(
        repeat({
          delay: () => {
            isStepping = !pacer.isIdle;
            return isStepping ? timer(Math.min(stepTime, maxLag)) : EMPTY;
          },
        }),
      );
      return source.pipe(
        tap({
          next: (text) => {
            pacer.push(text, asyncScheduler.now());
          },
          complete: () => {
            pacer.end(asyncScheduler.now());
          },
        }),
        followedBy(of('')),
        // What comes while there are steps to go only goes into the pacer: no timer is ever restarted.
        mergeMap(() => (isStepping ? EMPTY : steps)),
        catchError((error: unknown) =>
          concat(
            of(pacer.rest()),
            defer((): never => {
              throw error;
            }),
          ),
        ),
        filter((text) => text !== ''),
      );
    });
}

function createSplitter(by: TextUnit, locale: string | undefined): TextSplitter {
  if (!['word', 'grapheme'].includes(by)) throw new TypeError("by: give 'word' or 'grapheme'");
  try {
    return textSplitter(by, locale);
  } catch (error) {
    throw new TypeError(`locale: ${String(locale)} is no language tag`, { cause: error });
  }
}
