/** A text of `count` words, which the mock server sends as one token each. */
export function words(count: number): string {
  return Array.from({ length: count }, (_, index) =>
    index % 40 === 39 ? `word${index}.\n\n` : `word${index} `,
  )
    .join('')
    .trim();
}
