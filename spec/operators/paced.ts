import { asyncScheduler, concatMap, delay, from, of } from 'rxjs';
import { type PaceConfig, pace } from 'venice-rx';
import { inVirtualTime } from 'venice-rx/testing';

/** Text, and the millisecond in which it comes. */
export interface TimedText {
  readonly at: number;
  readonly text: string;
}

/** What `pace` emits, and when, where the deltas come at the times given; they are in order. */
export function paced(deltas: readonly TimedText[], config?: PaceConfig): readonly TimedText[] {
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

/** The text of all of them. */
export function joined(texts: readonly TimedText[]): string {
  return texts.map(({ text }) => text).join('');
}
