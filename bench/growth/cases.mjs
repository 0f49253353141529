import { Subject, interval, map, range, startWith, take } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { accumulate, pace, shareChat } from '../../dist/esm/index.js';
import { logprobsChunk, textChunk, toolChunk, toolStartChunk } from './chunks.mjs';

/** What is measured: each takes an answer of so many chunks to its end. */
export const cases = {
  'accumulate, unread': (count) => {
    repeated(textChunk, count).pipe(accumulate()).subscribe();
  },
  'accumulate, read every 100': (count) => {
    let received = 0;
    repeated(textChunk, count)
      .pipe(accumulate())
      .subscribe(({ choices }) => {
        // Reading a character makes the engine join the whole text.
        if ((received += 1) % 100 === 0) choices[0].message.content.charCodeAt(0);
      });
  },
  'accumulate, tool arguments': (count) => {
    repeated(toolChunk, count).pipe(startWith(toolStartChunk), accumulate()).subscribe();
  },
  'accumulate, logprobs': (count) => {
    repeated(logprobsChunk, count).pipe(accumulate()).subscribe();
  },
  'shareChat, one late': (count) => {
    const source = new Subject();
    const shared = source.pipe(shareChat());
    shared.subscribe();
    for (let sent = 0; sent < count; sent += 1) {
      if (sent === count / 2) shared.subscribe();
      source.next(textChunk);
    }
    source.complete();
  },
  'pace, by word': (count) => {
    paced(count, { by: 'word' });
  },
  'pace, by grapheme': (count) => {
    paced(count, { by: 'grapheme' });
  },
};

/** What reading costs by itself: a text that grows by `+=`, and is read as often. */
export function readingAlone(count) {
  let text = '';
  for (let received = 1; received <= count; received += 1) {
    text += textChunk.choices[0].delta.content;
    if (received % 100 === 0) text.charCodeAt(0);
  }
}

function repeated(chunk, count) {
  return range(0, count).pipe(map(() => chunk));
}

/** In virtual time: a delta every 5 ms. */
function paced(count, config) {
  new TestScheduler(() => {}).run(({ flush }) => {
    const deltas = interval(5).pipe(
      take(count),
      map(() => ' word'),
    );
    deltas.pipe(pace(config)).subscribe();
    flush();
  });
}
