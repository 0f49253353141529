/** Replaces `lasting-failures.ts` in browsers, whose `fetch` does not say why a connection failed: there are no codes. */
export function isLasting(): boolean {
  return false;
}
