import { createFrameParser as createInBrowser } from '../../src/sse/frame-parser.browser.js';
import { createFrameParser } from '../../src/sse/frame-parser.js';
import type { Frame } from '../../src/sse/frame.js';

const report = '{"error":{"code":400,"message":"no"}}';
const pretty = JSON.stringify(JSON.parse(report), null, 2);

describe.each([
  ['createFrameParser', createFrameParser],
  ['createFrameParser of browsers', createInBrowser],
])('an error in a line without `data:`, read by %s,', (_name, create) => {
  /** The frames of this text, which must be the same when the text arrives in pieces of 5 characters or of one. */
  function parse(text: string): readonly Frame[] {
    const [whole, ...cut] = [text.length, 5, 1].map((length) => {
      const frames: Frame[] = [];
      const parser = create(({ data, event }) => frames.push({ data, event }), fail);
      for (let at = 0; at < text.length; at += length) parser.feed(text.slice(at, at + length));
      parser.end();
      return frames;
    });
    for (const frames of cut) expect(frames).toEqual(whole);
    return whole ?? [];
  }

  function fail(error: Error): never {
    throw error;
  }

  const chunk = { data: '{"id":"c1"}', event: undefined };
  const error = (data: string): Frame => ({ data, event: 'error' });
  const getData = (frames: readonly Frame[]): readonly unknown[] =>
    frames.map(({ data }) => JSON.parse(data) as unknown);

  it.each([
    ['a field', `error: ${report}\n\n`],
    ['a field without a space', `error:${report}\n\n`],
    ['a line', `${report}\n\n`],
    ['a line after CRLF', `\r\n${report}\r\n\r\n`],
    ['a last line', report],
  ])('is found in %s', (_where, text) => {
    expect(parse(`data: {"id":"c1"}\n\n${text}`)).toEqual([chunk, error(report)]);
  });

  it('is found in JSON on several lines, also after other JSON', () => {
    expect(getData(parse(`{\n  "id": "c1"\n}\n${pretty}\n\n${report}\n`))).toEqual([
      JSON.parse(report),
      JSON.parse(report),
    ]);
  });

  it('is found before [DONE] on the same line', () => {
    expect(parse(`${report}data: [DONE]\n\n`)).toEqual([error(`${report}data: [DONE]`)]);
  });

  it('is found if it is not JSON', () => {
    expect(parse('error: upstream is gone\n\n')).toEqual([error('upstream is gone')]);
  });

  it.each([
    'error:\n\n',
    'error: null\n\n',
    'error: ""\n\n',
    'error: {"code":4',
    'errors: no\n\n',
    '{"error":null}\n\n',
    '{"note":"seen"}\n\n',
    '{"error":{"code":4',
    '{\n "error": {"code": 400}\n\n',
    ' {"error":"no"}\n\n',
    ': {"error":"no"}\n\n',
    'id: {"error":"no"}\n\n',
    'retry: {"error":"no"}\n\n',
    `{\n${'"a":1,\n'.repeat(10_000)}"error":"no"\n}\n\n`,
  ])('is not found in %j', (text) => {
    expect(parse(`${text}\n\ndata: {"id":"c1"}\n\n`).filter(({ event }) => event === 'error')).toEqual([]);
  });
});
