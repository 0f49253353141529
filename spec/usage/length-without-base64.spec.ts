import { lengthWithoutBase64 } from '../../src/usage/length-without-base64.js';
import { leastTime } from '../support/least-time.js';

const image = '+/aZ09_'.repeat(150);

describe('lengthWithoutBase64', () => {
  // A string of at least 999 characters of base64 is not counted; its quotes are.
  it.each([
    ['', 0],
    ['"Hello there"', 13],
    [`"${'a'.repeat(998)}"`, 1000],
    [`"${'a'.repeat(999)}"`, 2],
    [`"data:image/png;base64,${image}=="`, 26],
    [`${image} ${image}`, 1],
    ['ü'.repeat(2000), 2000],
  ])('counts the characters outside of base64 strings in %j', (json, length) => {
    expect(lengthWithoutBase64(json)).toBe(length);
  });

  it('takes less than 300 ms for 2 MB of words that are just too short for base64', async () => {
    const words = `${'a'.repeat(998)} `.repeat(2000);

    expect(lengthWithoutBase64(words)).toBe(words.length);
    expect(await leastTime(() => lengthWithoutBase64(words), 300)).toBeLessThan(300);
  });
});
