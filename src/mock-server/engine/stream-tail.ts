/**
 * How a stream ends, as observed with Venice's models.
 *
 * - `merged`: `finish_reason`, usage and cost in one chunk, then `[DONE]`.
 * - `split`: a chunk with the `finish_reason`, one with usage and cost and no choices, then `[DONE]`.
 * - `content-and-finish`: like `split`, but the last fragment has the `finish_reason`.
 * - `citations`: like `split`, plus a chunk with the sources of a web search before `[DONE]`.
 * - `error`: an error instead of the finish, then `[DONE]`.
 * - `cut`: the body ends after the last fragment, without a finish and without `[DONE]`.
 */
export type StreamTail = 'citations' | 'content-and-finish' | 'cut' | 'error' | 'merged' | 'split';
