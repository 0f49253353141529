import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SharedTemplates, sharedTemplates } from '../../src/sse/fast-path/shared-templates.js';
import { StreamTemplates } from '../../src/sse/fast-path/stream-templates.js';
import { FrameTemplate, toFrameText } from '../../src/sse/fast-path/frame-template.js';
import type { ChatCompletionChunk } from 'venice-rx';

const run = promisify(execFile);
const sse = new URL('../../dist/esm/sse/', `file://${__filename}`);

/** A program that reads answers with a marker in every field, keeps none of them, and prints which markers its heap still contains. */
const program = `
import { createReadStream } from 'node:fs';
import { createHash } from 'node:crypto';
import { getHeapSnapshot } from 'node:v8';
import { ChunkDecoder } from ${JSON.stringify(new URL('chunk-decoder.js', sse).href)};
import { sharedTemplates } from ${JSON.stringify(new URL('fast-path/shared-templates.js', sse).href)};

// The program computes its markers, since its source is in its heap too.
const marker = (field, n) => Buffer.from('M' + createHash('md5').update(field + n).digest('hex')).toString();
const number = 2 ** 40 + 987;
const fields = ['id', 'object', 'model', 'print', 'key', 'content', 'call', 'citation', 'number', 'kept'];
const kept = [];
function answer(n) {
  const m = (field) => marker(field, n);
  const envelope = { id: m('id'), object: 'chat.completion.chunk', model: m('model'), system_fingerprint: m('print') };
  const frames = [];
  for (let word = 0; word < 6; word += 1) {
    frames.push({ ...envelope, choices: [{ index: 0, delta: { role: null, content: m('content') + word } }] });
    frames.push({ ...envelope, object: m('object'), choices: [{ index: 0, delta: { content: m('content') } }] });
    frames.push({ ...envelope, choices: [{ index: 0, delta: { [m('key')]: 1 } }] });
    frames.push({ ...envelope, citations: [m('citation') + word], choices: [] });
    frames.push({ ...envelope, choices: [{ index: 0, delta: { tool_calls: [{ index: 0, id: m('call') }] } }] });
    frames.push({ ...envelope, created: number + n, choices: [{ index: 0, delta: { content: 'x' } }] });
  }
  const sink = { closed: false, next() {}, error(error) { throw error; }, complete() {} };
  const decoder = new ChunkDecoder({ status: 200, headers: {}, now: 0 }, sink, undefined, true, 'server');
  decoder.push(Buffer.from(frames.map((frame) => 'data: ' + JSON.stringify(frame) + '\\n\\n').join('')));
}
for (let n = 0; n < 3; n += 1) answer(n);
kept.push(marker('kept', 0));
globalThis.keep = [kept, sharedTemplates('server')];
// V8 keeps the string to which a regular expression was applied last.
/a/.test('a');
let heap = '';
for await (const part of getHeapSnapshot()) heap += part;
const left = fields.filter((field) => [0, 1, 2].some((n) => heap.includes(marker(field, n))));
console.log(JSON.stringify({ left, isNumberLeft: [0, 1, 2].some((n) => heap.includes(String(number + n))) }));
`;

describe('templates that answers share', () => {
  it('contain no text of an answer', async () => {
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program]);

    // The negative control: the program keeps one marker on purpose.
    expect(JSON.parse(stdout)).toEqual({ left: ['kept'], isNumberLeft: false });
  });

  it('are kept for the 128 sources that were used last', () => {
    const first = sharedTemplates('source 0');
    for (let n = 1; n < 128; n += 1) sharedTemplates(`source ${n}`);
    expect(sharedTemplates('source 0')).toBe(first);
    const second = sharedTemplates('source 1');
    for (let n = 0; n < 127; n += 1) sharedTemplates(`other source ${n}`);

    expect(sharedTemplates('source 1')).toBe(second);
    expect(sharedTemplates('source 0')).not.toBe(first);
  });

  it('are not kept for a source without a name, or with one of more than 512 characters', () => {
    const long = 'x'.repeat(513);

    expect(sharedTemplates(long)).not.toBe(sharedTemplates(long));
    expect(sharedTemplates(undefined)).not.toBe(sharedTemplates(undefined));
  });

  it.each(['"a text of the answer"', '{"note":"a text of the answer"}', '{"usd":0.5}'])(
    'do not include the template of a frame with the cost %s',
    (cost) => {
      const data = `{"object":"chat.completion.chunk","cost":${cost},"choices":[]}`;
      const chunk = JSON.parse(data) as ChatCompletionChunk;

      expect(FrameTemplate.of(data, { ...chunk, cost: null })?.isShareable).toBe(false);
    },
  );

  it('do not include those of frames with a cost, which only an answer with two such frames creates again', () => {
    const create = jest.spyOn(FrameTemplate, 'of');
    const shared = new SharedTemplates();
    const learn = (answer: StreamTemplates, usd: number): boolean => {
      const data = JSON.stringify({ object: 'chat.completion.chunk', choices: [], cost: { usd, diem: 0 } });
      answer.learn(data, JSON.parse(data) as ChatCompletionChunk);
      return answer.recognize(toFrameText(data), 0) !== undefined;
    };
    const answer = new StreamTemplates(shared);

    expect(learn(new StreamTemplates(shared), 1)).toBe(true);
    expect(learn(answer, 2)).toBe(false);
    expect(learn(new StreamTemplates(shared), 3)).toBe(false);
    expect(create).toHaveBeenCalledTimes(1);
    expect(learn(answer, 4)).toBe(true);
    create.mockRestore();
  });

  it('are the eight templates of a source that were used last', () => {
    const shared = new SharedTemplates();
    const data = (form: number): string =>
      JSON.stringify({
        object: 'chat.completion.chunk',
        choices: Array.from({ length: form }, () => ({ index: 0 })),
      });
    const learn = (form: number): void => {
      new StreamTemplates(shared).learn(data(form), JSON.parse(data(form)) as ChatCompletionChunk);
    };
    const isKnown = (form: number): boolean =>
      new StreamTemplates(shared).recognize(toFrameText(data(form)), 0) !== undefined;
    for (let form = 1; form <= 8; form += 1) learn(form);
    expect(isKnown(1)).toBe(true);
    learn(9);

    expect([1, 2, 3, 9].map(isKnown)).toEqual([true, false, true, true]);
  });

  it('are rarely tried for a source whose frames do not match', () => {
    const shared = new SharedTemplates();
    const startsEnabled = (): boolean => new StreamTemplates(shared).isEnabled;
    for (let n = 0; n < 40; n += 1) shared.miss();
    const answers = Array.from({ length: 9 }, startsEnabled);
    // At most 64 misses count.
    for (let n = 0; n < 100; n += 1) shared.miss();
    const later = Array.from({ length: 33 }, startsEnabled);

    expect(answers).toEqual([...Array<boolean>(8).fill(false), true]);
    expect(later).toEqual([...Array<boolean>(32).fill(false), true]);
  });

  it('are not made from the frames of an answer that does not try them', () => {
    const shared = new SharedTemplates();
    for (let n = 0; n < 40; n += 1) shared.miss();
    const answer = new StreamTemplates(shared);

    expect(Array.from({ length: 10_000 }, () => answer.shouldLearn())).not.toContain(true);
  });

  it('are tried again as soon as two misses per match leave at most 32 misses', () => {
    const shared = new SharedTemplates();
    const startsEnabled = (): boolean => new StreamTemplates(shared).isEnabled;
    for (let n = 0; n < 40; n += 1) shared.miss();
    for (let n = 0; n < 3; n += 1) shared.hit();

    expect(startsEnabled()).toBe(false);
    shared.hit();
    expect(startsEnabled()).toBe(true);
  });

  it('are used for the next answer after one without any match', () => {
    const shared = new SharedTemplates();
    const unusual = new StreamTemplates(shared);
    for (let n = 0; n < 100_000; n += 1) {
      const frame = `{"choices":[],"key${n}":1}`;
      if (unusual.shouldLearn()) unusual.learn(frame, JSON.parse(frame) as ChatCompletionChunk);
      // A match ends the pauses between two attempts.
      if (n % 100 === 0) unusual.recognize(toFrameText(frame), 0);
    }

    expect(new StreamTemplates(shared).isEnabled).toBe(true);
  });

  it('are used for every answer if most of its frames match, and some never do', () => {
    const shared = new SharedTemplates();
    const data = (content: string, unknownField: string): string =>
      JSON.stringify({
        object: 'chat.completion.chunk',
        choices: [{ index: 0, delta: { content } }],
        [unknownField]: 1,
      });
    const answers = Array.from({ length: 20 }, (_, answer) => {
      const templates = new StreamTemplates(shared);
      const { isEnabled } = templates;
      for (let n = 0; n < 200; n += 1) {
        const frame = data(`word ${n}`, n % 20 === 0 ? `field ${answer}.${n}` : 'usage');
        if (templates.recognize(toFrameText(frame), 0) !== undefined) continue;
        if (templates.shouldLearn()) templates.learn(frame, JSON.parse(frame) as ChatCompletionChunk);
      }
      return isEnabled;
    });

    expect(answers).not.toContain(false);
  });
});
