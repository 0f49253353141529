import { lengthWithoutBase64 } from '../../src/usage/length-without-base64.js';
import { leastTime } from '../support/least-time.js';

const image = '+/aZ09_'.repeat(150);

describe('lengthWithoutBase64', () => {
  it.each([
    ['', 0],
    ['"Hello there"', 13],
    [`"${'a'.repeat(998)}"`, 1000],
    [`"${'a'.repeat(999)}"`, 2],
    [`"data:image/png;base64,${image}=="`, 26],
    [`${image} ${image}`, 1],
    ['ü'.repeat(2000), 2000],
  ])('counts all but long runs of base64 in %j', (json, length) => {
    expect(lengthWithoutBase64(json)).toBe(length);
  });

  it('is as fast for words that are nearly base64 as for others', async () => {
    const nearly = `${'a'.repeat(998)} `.repeat(2000);

    expect(lengthWithoutBase64(nearly)).toBe(nearly.length);
    expect(await leastTime(() => lengthWithoutBase64(nearly), 300)).toBeLessThan(300);
  });
});
