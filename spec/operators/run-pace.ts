import { asyncScheduler, concatMap, delay, from, of } from 'rxjs';
import { type PaceConfig, pace } from 'venice-rx';
import { inVirtualTime } from 'venice-rx/testing';

/** A string, and the millisecond at which it is emitted. */
export interface TimedText {
  readonly at: number;
  readonly text: string;
}

/** Returns the texts that `pace` emits for these deltas, whose times must ascend. */
export function runPace(deltas: readonly TimedText[], config?: PaceConfig): readonly TimedText[] {
  const outputs: TimedText[] = [];
  inVirtualTime(({ flush }) => {
    const inTime = concatMap(({ at, text }: TimedText) => {
      const wait = at - asyncScheduler.now();
      return wait > 0 ? of(text).pipe(delay(wait)) : of(text);
    });
    from(deltas)
      .pipe(inTime, pace(config))
      .subscribe((text) => outputs.push({ at: asyncScheduler.now(), text }));
    flush();
  });
  return outputs;
}

/** Joins all texts to one string. */
export function joinTexts(texts: readonly TimedText[]): string {
  return texts.map(({ text }) => text).join('');
}
