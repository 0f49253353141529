import { deepStrictEqual } from 'node:assert';

import { TestScheduler } from 'rxjs/testing';

import type { EngineAnswer, TimedFrame } from '../../../src/mock-server/engine/engine-answer.js';
import { playAnswer, type AnswerSink } from '../../../src/mock-server/engine/play-answer.js';

const head = ['10 head 200', '10 flush'];

describe('playAnswer', () => {
  it('writes the head and each frame when it is due, and then ends the body', () => {
    const answer = toStream([frame(0, 'a'), frame(20, 'b'), frame(0, 'c')], 5);
    const expected = '35ms |';

    expect(play(answer, expected)).toEqual([...head, '10 data: a', '30 data: b', '30 data: c', '35 end']);
  });

  it('writes an answer in one piece when it is due', () => {
    const answer = { after: 10, status: 402, headers: {}, body: '{}' };
    const expected = '10ms |';

    expect(play(answer, expected)).toEqual(['10 head 402', '10 end {}']);
  });

  it('stops writing when it is unsubscribed', () => {
    const answer = toStream([frame(0, 'a'), frame(20, 'b')]);
    const expected = '     -';
    const unsubscription = '20ms !';

    expect(play(answer, expected, unsubscription)).toEqual([...head, '10 data: a']);
  });

  it('never continues after an infinite delay', () => {
    const answer = toStream([frame(0, 'a'), frame(Infinity, 'b')]);
    const expected = '-';

    expect(play(answer, expected)).toEqual([...head, '10 data: a']);
  });

  it('writes 100,000 frames that are due at the same time', () => {
    const answer = toStream([frame(5, 'a'), ...Array.from({ length: 100_000 }, () => frame(0, 'b'))]);

    expect(play(answer, '15ms |')).toHaveLength(100_004);
  });
});

function frame(after: number, data: string): TimedFrame {
  return { after, data };
}

function toStream(frames: readonly TimedFrame[], endAfter = 0): EngineAnswer {
  return { after: 10, status: 200, headers: {}, frames, endAfter };
}

/** Plays an answer in virtual time. Returns a line with the time and the data of each write. */
function play(answer: EngineAnswer, expected: string, unsubscription?: string): readonly string[] {
  const lines: string[] = [];
  const scheduler = new TestScheduler(deepStrictEqual);
  const log = (write: string): boolean => lines.push(`${String(scheduler.now())} ${write}`.trim()) > 0;
  const sink = {
    writeHead: (status: number) => log(`head ${String(status)}`),
    flushHeaders: () => void log('flush'),
    write: (data: string) => log(data),
    end: (data = '') => log(`end ${data}`),
  } as unknown as AnswerSink;

  scheduler.run(({ expectObservable }) => {
    expectObservable(playAnswer(answer, sink), unsubscription).toBe(expected);
  });
  return lines;
}
