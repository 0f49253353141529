/** Description of a phase of the table for readers. */
export interface PhaseWords {
  readonly heading: string;
  readonly explanation: string;
  /** Description of a clean cut in this phase. Default: the end of the connection. */
  readonly cleanCut?: string;
}

const bodyCut = { cleanCut: 'the body ends cleanly, but too early' };
const tailCut = { cleanCut: 'the body ends cleanly' };

/** The phases, by their names in the table. */
export const phaseWords: Readonly<Record<string, PhaseWords>> = {
  queued: {
    heading: 'While it is queued',
    explanation: `The run waits in the queue of \`rateLimiter\`. It has no connection yet, so no fault of a server can end it. When you end the
run, its place in the queue is released immediately.`,
  },
  connecting: {
    heading: 'While it connects',
    explanation: 'The connection is being opened, and the server has not answered the TLS handshake yet.',
  },
  'waiting for headers': {
    heading: 'While it waits for the headers',
    explanation: 'The request has been sent, and nothing has been received.',
  },
  'first byte': {
    heading: 'At the first byte',
    explanation: 'The headers of a successful response and one byte of its body have been received.',
    ...bodyCut,
  },
  'mid-chunk': {
    heading: 'In the middle of a chunk',
    explanation: 'Some chunks have been received, and part of the next one.',
    ...bodyCut,
  },
  'inside a UTF-8 sequence': {
    heading: 'Inside a character',
    explanation: `The bytes received so far end in the middle of a character. The character is never emitted in part, nor as a replacement character.`,
    ...bodyCut,
  },
  'after finish_reason': {
    heading: 'After `finish_reason`',
    explanation: 'The answer has its `finish_reason`; usage, cost and `[DONE]` are still to come.',
    ...tailCut,
  },
  'after [DONE]': {
    heading: 'After `[DONE]`',
    explanation: `The run completes at \`[DONE]\`, whatever happens to its connection afterwards. The connection is kept for the next request if its
body ends within 100 ms, and closed otherwise.`,
    ...tailCut,
  },
  'sleeping before a retry': {
    heading: 'While it waits for a retry',
    explanation: `The first attempt has failed, and \`retryOnApiError\` waits. The connection is idle: if the connection breaks, the next attempt opens another one.`,
  },
  'in a tool': {
    heading: 'While a tool runs',
    explanation: `A tool of \`runTools\` is running. The connection is idle: if it breaks, the next step opens another connection. Unsubscribing cancels the
tool immediately. A signal and \`client.close()\` only apply to requests: the tool finishes, and the next request fails before it
is sent.`,
  },
  'waiting for approval': {
    heading: 'While it waits for an approval',
    explanation: 'As with a tool: the run waits for the approval, and the next request fails or is sent.',
  },
  'paused by the gate': {
    heading: 'While reading is paused',
    explanation: `The \`gate\` is closed, since the consumer of the answer is slow. Timeouts are paused, and nothing is read; anything that the server
does in the meantime takes effect when the gate opens.`,
    ...bodyCut,
  },
};

/** The faults, by their names in the table. */
export const faultWords: Readonly<Record<string, string>> = {
  unsubscribe: 'you unsubscribe',
  signal: 'your `signal` aborts',
  'client.close': 'you call `client.close()`',
  reset: 'the server resets the connection, such as in a crash',
  'clean cut': 'the server closes the connection',
  'hang-up': 'the connection is closed in the middle of the body',
  'silent stall': 'the server goes silent',
  'error frame': 'the server reports an error inside the stream (`model_overloaded`)',
  '429 limit': '429: too many requests or tokens',
  '429 overloaded': '429: the model is overloaded',
  '429 error budget': '429: too many requests of this key have failed',
  '429 concurrency': '429: too many concurrent requests',
  '500 JSON': '500 with a JSON body',
  '502 HTML': "502 with a proxy's page",
  '503 JSON': '503 with a JSON body',
  'garbage bytes': 'the server sends bytes that are neither HTTP nor TLS',
  'malformed JSON': 'the JSON of a frame is malformed',
  'oversized line': 'a line is longer than 16 Mi characters',
  'oversized error body': '500 with an endless body, larger than 64 KiB',
  'cut gzip': 'the server compresses the stream, which was not requested, and truncates it',
  'redirect to another origin': 'the server redirects to another origin, which receives no request',
  'TLS answered in plain text': 'the server answers TLS in plain text',
  'untrusted certificate': 'the certificate is not signed by a trusted authority',
};
