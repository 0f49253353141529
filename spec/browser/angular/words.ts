/** Returns a string of `count` words. The mock server sends each word as one token. */
export function words(count: number): string {
  return Array.from({ length: count }, (_, index) =>
    index % 40 === 39 ? `word${index}.\n\n` : `word${index} `,
  )
    .join('')
    .trim();
}
