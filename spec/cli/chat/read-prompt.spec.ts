import { PassThrough, Readable } from 'node:stream';
import { firstValueFrom } from 'rxjs';
import { readPieces } from '../../../src/cli/chat/read-pieces.js';
import { readPrompt } from '../../../src/cli/chat/read-prompt.js';
import { leastTime } from '../../support/least-time.js';

const terminal = Object.assign(new PassThrough(), { isTTY: true });
const piped = (...pieces: (Buffer | string)[]): Readable => Readable.from(pieces, { objectMode: false });

describe('readPrompt', () => {
  it.each([
    [['Sum', 'up.'], piped(''), 'Sum up.'],
    [['Sum up.'], piped('one\n', 'two\n\n'), 'Sum up.\n\none\ntwo'],
    [[], piped('  one\n'), '  one'],
    [['Hi'], terminal, 'Hi'],
  ])('joins the arguments %j and standard input, unless it is a terminal', async (words, input, prompt) => {
    expect(await firstValueFrom(readPieces(input).pipe(readPrompt(words)))).toBe(prompt);
  });

  it('reads a file of white space in linear time', async () => {
    const whiteSpace = `${' \n'.repeat(50_000)}end${' '.repeat(50_000)}`;
    const read = (): Promise<string> => firstValueFrom(readPieces(piped(whiteSpace)).pipe(readPrompt([])));

    expect(await read()).toBe(whiteSpace.trimEnd());
    expect(await leastTime(read, 1000)).toBeLessThan(1000);
  });

  it('joins the bytes of a character that arrive in two pieces', async () => {
    const bytes = Buffer.from('ü');

    expect(
      await firstValueFrom(readPieces(piped(bytes.subarray(0, 1), bytes.subarray(1))).pipe(readPrompt([]))),
    ).toBe('ü');
  });

  it.each([[piped(' \n')], [terminal]])('fails without a prompt', async (input) => {
    await expect(firstValueFrom(readPieces(input).pipe(readPrompt([' '])))).rejects.toMatchObject({
      message: 'no prompt',
      remedy: 'add it after `chat`, or pipe it in',
    });
  });

  it('fails if standard input fails', async () => {
    const input = new PassThrough();
    const prompt = firstValueFrom(readPieces(input).pipe(readPrompt([])));
    input.destroy(new Error('unplugged'));

    await expect(prompt).rejects.toThrow('unplugged');
  });

  it('closes the input when it is unsubscribed', () => {
    const input = new PassThrough();
    readPieces(input).subscribe().unsubscribe();

    expect(input.destroyed).toBe(true);
    expect(input.eventNames().filter((name) => name === 'data' || name === 'error')).toEqual([]);
  });
});
