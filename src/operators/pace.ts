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
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { anything, aWord } from '../options/option-rules.js';
import { invalidOption } from '../options/invalid-option.js';
import { isAmount } from '../json/is-amount.js';
import { rethrow } from '../subscribers/rethrow.js';
import { followedBy } from './internal/followed-by.js';
import { Pacer, stepTime } from './internal/pacing/pacer.js';
import { TextQueue } from './internal/pacing/text-queue.js';
import { type TextSplitter, type TextUnit, textSplitter } from './internal/pacing/text-splitter.js';

/** Options of {@link pace}. */
export interface PaceConfig {
  /**
   * Unit that is kept whole unless it waits for longer than `maxLag`: a word, or a grapheme (a user-perceived character).
   * Default: `word`.
   */
  readonly by?: TextUnit;
  /** BCP 47 language tag, for languages with special rules such as Thai. Default: the locale of the runtime. */
  readonly locale?: string;
  /** Maximum delay of text, in milliseconds; 0 passes it on as it arrives. Default: 1,000. */
  readonly maxLag?: number;
}

const rules: OptionRules<PaceConfig> = {
  by: aWord('word', 'grapheme'),
  locale: anything,
  maxLag: [isAmount, 'a finite number of milliseconds of 0 or more'],
};

/**
 * Smooths text that arrives in bursts: emits the same text in small steps of whole words or characters, at about the rate of the
 * source.
 *
 *     source  --The quick brown fox ------jumps over |
 *     result  --The- quick- brown- fox----- jumps- over |
 *
 * While text is held back, emits at most once per 16 ms, or per `maxLag` if that is shorter. While none is held back, emits the first
 * complete word or grapheme as soon as it arrives. If a timer fires late, as in a hidden tab, all text that is due by then is emitted
 * at once.
 *
 * No text lags by more than `maxLag`, except half a surrogate pair and an unfinished emoji, which wait for more text. The last word
 * or character is held until its end is certain, but at most for `maxLag`: it is split only if the source pauses for longer in the
 * middle of it.
 *
 * After the source completes, the remaining text is emitted within 250 ms. When the source fails, all buffered text is emitted at
 * once, and then the error. The joined output equals the joined input.
 *
 * `Intl.Segmenter` finds the boundaries. In a runtime without it, text is split before white space, regardless of `by`, and a word
 * that has waited for `maxLag` is split between code points.
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
  checkOptions(config, rules);
  const { by = 'word', locale, maxLag = 1000 } = config;
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
            if (typeof text !== 'string')
              throw invalidOption('source', 'strings: put contentDeltas() before pace()', text, 'emit');
            pacer.push(text, asyncScheduler.now());
          },
          complete: () => {
            pacer.end(asyncScheduler.now());
          },
        }),
        // Starts the steps once more after the source completes, so that the remaining text is emitted.
        followedBy(of('')),
        // While steps are scheduled, text only goes into the pacer: a timer is never restarted.
        mergeMap(() => (isStepping ? EMPTY : steps)),
        catchError((error: unknown) => concat(of(pacer.rest()), rethrow(error))),
        filter((text) => text !== ''),
      );
    });
}

function createSplitter(by: TextUnit, locale: string | undefined): TextSplitter {
  try {
    return textSplitter(by, locale);
  } catch {
    throw invalidOption('locale', 'a BCP 47 language tag', locale);
  }
}
