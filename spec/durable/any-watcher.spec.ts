import fc from 'fast-check';
import { BehaviorSubject, type Observable, Subject, timer } from 'rxjs';
import { type RunFrame, memoryRunStore } from 'venice-rx/durable';
import { inVirtualTime } from 'venice-rx/testing';
import { cases } from '../support/cases.js';
import { FaultyStore } from './faulty-store.js';
import { type Recorder, createRuns, record, valuesIn } from './recorder.js';

/** Events that may happen to a watcher, its process, or the process of the producer. */
const steps = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ type: fc.constant('emit' as const), count: fc.integer({ min: 1, max: 20 }) }),
    },
    fc.constant({ type: 'rejoin' } as const),
    fc.constant({ type: 'pause' } as const),
    fc.constant({ type: 'resume' } as const),
    fc.record({
      type: fc.constant('loseNotifications' as const),
      lostOfThree: fc.integer({ min: 0, max: 2 }),
    }),
    fc.record({
      type: fc.constant('fault' as const),
      where: fc.constantFrom('producer', 'watcher'),
      fault: fc.constantFrom('none' as const, 'failing' as const, 'hanging' as const),
    }),
  ),
  { maxLength: 40 },
);

describe.each(['another process', 'the process of the producer'])('any watcher in %s', (place) => {
  it('gets every value once and in order despite pauses, lost notifications and failures of the store', () => {
    fc.assert(
      fc.property(steps, (script) => {
        inVirtualTime(({ flush }) => {
          const memory = memoryRunStore();
          const producer = new FaultyStore(memory);
          const isOwn = place === 'the process of the producer';
          const stores = { producer, watcher: isOwn ? producer : new FaultyStore(memory) };
          // Longer than any script, so that a fault delays the run but does not end it.
          const settings = { storeTimeout: 600_000, lease: 600_000, poll: 1000 };
          const source = new Subject<number>();
          const producing = createRuns(stores.producer, settings);
          const watching = isOwn ? producing : createRuns(stores.watcher, settings);
          record(producing.start('run', { run: () => source }));
          const gate = new BehaviorSubject(true);
          const received: number[] = [];
          let position: string | undefined;
          let watcher: Recorder<RunFrame<number>> | undefined;
          const leave = (): void => {
            if (!watcher) return;
            watcher.subscription.unsubscribe();
            received.push(...valuesIn(watcher));
            position = watcher.values.at(-1)?.id ?? position;
          };
          const join = (): void => {
            leave();
            const frames: Observable<RunFrame<number>> = watching.follow('run', {
              gate,
              ...(position !== undefined && { after: position }),
            });
            watcher = record(frames);
          };
          let emitted = 0;
          join();
          for (const [index, step] of script.entries()) {
            timer(index * 300).subscribe(() => {
              if (step.type === 'emit') {
                for (let count = 0; count < step.count; count += 1) source.next((emitted += 1));
              } else if (step.type === 'rejoin') join();
              else if (step.type === 'pause') gate.next(false);
              else if (step.type === 'resume') gate.next(true);
              else if (step.type === 'fault') stores[step.where].fault = step.fault;
              else {
                let count = 0;
                stores.watcher.receivesNotification = () => (count += 1) % 3 >= step.lostOfThree;
              }
            });
          }
          timer(script.length * 300).subscribe(() => {
            gate.next(true);
            for (const store of Object.values(stores)) store.fault = 'none';
            source.complete();
          });
          flush();
          leave();

          expect(watcher?.end).toBe('completed');
          expect(received).toEqual(Array.from({ length: emitted }, (_, index) => index + 1));
        });
      }),
      cases,
    );
  });
});
