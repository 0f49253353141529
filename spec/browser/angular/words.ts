/** A text of so many words, a token each at the mock server. */
export function words(count: number): string {
  return Array.from({ length: count }, (_, index) =>
    index % 40 === 39 ? `word${index}.\n\n` : `word${index} `,
  )
    .join('')
    .trim();
}
