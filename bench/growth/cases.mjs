import { Subject, endWith, interval, map, range, startWith, take } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { z } from 'zod';
import {
  Conversation,
  accumulate,
  arrayElements,
  pace,
  partialObjects,
  shareChat,
} from '../../dist/node/index.js';
import { chunkOfText, logprobsChunk, recordChunk, textChunk, toolChunk, toolStartChunk } from './chunks.mjs';

const record = z.object({ id: z.number(), name: z.string(), kind: z.enum(['knight', 'dragon']) });
const records = z.object({ items: z.array(record) });

/** Each case runs an answer of `count` chunks to its end. */
export const cases = {
  'accumulate, unread': (count) => {
    repeat(textChunk, count).pipe(accumulate()).subscribe();
  },
  'accumulate, read every 100': (count) => {
    let received = 0;
    repeat(textChunk, count)
      .pipe(accumulate())
      .subscribe(({ choices }) => {
        // Reading a character makes V8 join the parts of the string.
        if ((received += 1) % 100 === 0) choices[0].message.content.charCodeAt(0);
      });
  },
  'accumulate, tool arguments': (count) => {
    repeat(toolChunk, count).pipe(startWith(toolStartChunk), accumulate()).subscribe();
  },
  'accumulate, logprobs': (count) => {
    repeat(logprobsChunk, count).pipe(accumulate()).subscribe();
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
  'Conversation, after 1,000 messages': (count) => {
    const conversation = new Conversation(() => repeat(textChunk, count), {
      request: { model: 'm' },
      messages: longHistory,
    });
    conversation.state.subscribe();
    conversation.send('Go on.');
    conversation.close();
  },
  'partialObjects, many records': (count) => {
    listOfRecords(count).pipe(partialObjects(records)).subscribe();
  },
  'partialObjects, one long string': (count) => {
    wrap('{"story":"', repeat(textChunk, count), '"}')
      .pipe(partialObjects(z.object({ story: z.string() })))
      .subscribe();
  },
  'arrayElements, many records': (count) => {
    listOfRecords(count).pipe(arrayElements('items', record)).subscribe();
  },
  'pace, by word': (count) => {
    runPace(count, { by: 'word' });
  },
  'pace, by grapheme': (count) => {
    runPace(count, { by: 'grapheme' });
  },
};

/** The cost of reading alone: a string that grows by `+=`, and is read after every 100 chunks. */
export function readingAlone(count) {
  let text = '';
  for (let received = 1; received <= count; received += 1) {
    text += textChunk.choices[0].delta.content;
    if (received % 100 === 0) text.charCodeAt(0);
  }
}

const longHistory = Array.from({ length: 1000 }, (_, index) => ({
  role: index % 2 === 0 ? 'user' : 'assistant',
  content: 'What was said before.',
}));

function repeat(chunk, count) {
  return range(0, count).pipe(map(() => chunk));
}

/** An array in an object, one record per chunk. */
function listOfRecords(count) {
  return wrap(
    '{"items":[',
    repeat(recordChunk, count - 1),
    `${JSON.stringify({ id: 2, name: 'Edda', kind: 'dragon' })}]}`,
  );
}

function wrap(before, chunks, after) {
  return chunks.pipe(startWith(chunkOfText(before)), endWith(chunkOfText(after)));
}

/** In virtual time: a delta every 5 ms. */
function runPace(count, config) {
  new TestScheduler(() => {}).run(({ flush }) => {
    const deltas = interval(5).pipe(
      take(count),
      map(() => ' word'),
    );
    deltas.pipe(pace(config)).subscribe();
    flush();
  });
}
