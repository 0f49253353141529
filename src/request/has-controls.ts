/** Whether a string contains control characters, which break a line or are invisible. */
export function hasControls(text: string): boolean {
  return /\p{Cc}/u.test(text);
}
