import { answer, done, frame, head, readAll } from './answers.js';

const encoder = new TextEncoder();

describe('an error in a stream that began with status 200', () => {
  it.each([
    ['in a field', 'error: {"code":400,"message":"no"}\n\n'],
    ['in a line without data:', '{"error":{"code":400,"message":"no"}}\n\n'],
    ['in a frame without fields of a chunk', 'data: {"object":"error","message":"no","code":400}\n\n'],
    ['in an array', 'data: [{"error":{"code":400,"message":"no"}}]\n\n'],
  ])('%s fails the stream before [DONE], for all splits of the bytes', (_where, error) => {
    const bytes = encoder.encode(`${frame('Grüße 🦔')}${error}${done}`);
    for (let length = 1; length <= 7; length += 1) {
      const reads = Array.from({ length: Math.ceil(bytes.length / length) }, (_, number) =>
        bytes.subarray(number * length, (number + 1) * length),
      );

      expect(readAll(answer(head(), reads))).toMatchObject({
        chunks: [{ choices: [{ delta: { content: 'Grüße 🦔' } }] }],
        isComplete: false,
        error: { name: 'BadRequestError', code: '400', inBand: true },
      });
    }
  });

  it('is found after hundreds of similar frames without choices', () => {
    const pings = Array.from({ length: 600 }, (_, number) => `data: {"type":"ping ${number}"}\n\n`);
    const { chunks, error } = readAll(answer(head(), [`${pings.join('')}data: {"type":"error"}\n\n`, done]));

    expect(chunks).toHaveLength(600);
    expect(error).toMatchObject({ name: 'APIError', inBand: true });
  });

  it('is redacted', () => {
    const report = 'error: {"message":"secret-key is wrong"}\n\n';
    const redact = (text: string): string => text.replaceAll('secret-key', '[redacted]');

    expect(readAll(answer(head(), [report]), redact).error).toMatchObject({
      message: '[redacted] is wrong (in an answer with status 200)',
      body: { message: '[redacted] is wrong' },
    });
  });
});

describe('a whole completion in a stream', () => {
  it('is read as a chunk, also after hundreds of similar ones', () => {
    const frames = Array.from(
      { length: 600 },
      (_, number) =>
        `data: {"object":"chat.completion","choices":[{"message":{"content":"${number} "}}]}\n\n`,
    );
    const { chunks } = readAll(answer(head(), [frames.join(''), done]));

    expect(chunks).toStrictEqual(
      frames.map((_, number) => ({
        object: 'chat.completion.chunk',
        choices: [{ delta: { content: `${number} ` } }],
      })),
    );
  });
});
