/**
 * The ways in which streams of Venice's models end.
 *
 * - `merged`: `finish_reason`, usage and cost in one chunk, then `[DONE]`.
 * - `split`: a chunk with the `finish_reason`, one with usage and cost and no choices, then `[DONE]`.
 * - `content-and-finish`: like `split`, but the `finish_reason` stands on the last fragment.
 * - `citations`: like `split`, and a chunk with the sources of a web search before `[DONE]`.
 * - `error`: an error in place of the end, then `[DONE]`.
 * - `cut`: nothing; the body ends after the last fragment.
 */
export type StreamTail = 'citations' | 'content-and-finish' | 'cut' | 'error' | 'merged' | 'split';
