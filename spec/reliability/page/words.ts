/** How a reader knows a phase of the table. */
export interface PhaseWords {
  readonly heading: string;
  readonly explanation: string;
  /** What a clean cut is there. Default: the end of the connection. */
  readonly cleanCut?: string;
}

const bodyCut = { cleanCut: 'the body ends in order, but too soon' };
const tailCut = { cleanCut: 'the body ends in order' };

/** The phases, by their names in the table. */
export const phaseWords: Readonly<Record<string, PhaseWords>> = {
  queued: {
    heading: 'While it is queued',
    explanation: `The run waits for its turn in \`rateLimiter\`. It has no connection, so that only you can end it; its place in the queue is free
again at once.`,
  },
  connecting: {
    heading: 'While it connects',
    explanation: 'The connection is being opened, and the TLS handshake is not answered yet.',
  },
  'waiting for headers': {
    heading: 'While it waits for the headers',
    explanation: 'The request has been sent, and nothing has come back.',
  },
  'first byte': {
    heading: 'At the first byte',
    explanation: 'The headers of a successful answer and one byte of its body have come.',
    ...bodyCut,
  },
  'mid-chunk': {
    heading: 'In the middle of a chunk',
    explanation: 'Some chunks have come, and the next one in part.',
    ...bodyCut,
  },
  'inside a UTF-8 sequence': {
    heading: 'Inside a character',
    explanation: `The bytes that have come end in the middle of a character. It is never shown in part, nor as a replacement character.`,
    ...bodyCut,
  },
  'after finish_reason': {
    heading: 'After `finish_reason`',
    explanation: 'The answer says that it has ended; usage, cost and `[DONE]` are still to come.',
    ...tailCut,
  },
  'after [DONE]': {
    heading: 'After `[DONE]`',
    explanation: `The run completes at \`[DONE]\`, whatever happens to its connection afterwards. That is kept for the next request where its body
ends within 100 ms, and closed otherwise.`,
    ...tailCut,
  },
  'sleeping before a retry': {
    heading: 'While it sleeps before a retry',
    explanation: `The first try has failed, and \`retryOnApiError\` waits. The connection is idle: when it breaks, the next try opens another one.`,
  },
  'in a tool': {
    heading: 'While a tool runs',
    explanation: `In a run of \`runTools\`, the connection is idle: when it breaks, the next step opens another one. Unsubscribing cancels the tool
at once. A signal and \`client.close()\` are those of the requests: the tool ends, and the request behind it fails before it is
sent.`,
  },
  'waiting for approval': {
    heading: 'While it waits for an approval',
    explanation: 'As with a tool: the approval is waited for, and the request behind it fails or is sent.',
  },
  'slow-sink': {
    heading: 'While reading is paused',
    explanation: `The \`gate\` is shut, since the reader of the answer is slow. Clocks stand still, and nothing is read; what happened meanwhile shows
when the gate opens.`,
    ...bodyCut,
  },
};

/** The faults, by their names in the table. */
export const faultWords: Readonly<Record<string, string>> = {
  unsubscribe: 'you unsubscribe',
  signal: 'your `signal` aborts',
  'client.close': 'you call `client.close()`',
  reset: 'the server resets the connection, as one that crashes does',
  'clean cut': 'the server closes the connection',
  'hang-up': 'the connection is closed in the middle of the body',
  'silent stall': 'the server says nothing any more',
  'error frame': 'the server reports an error inside the stream (`model_overloaded`)',
  '429 limit': '429: too many requests or tokens',
  '429 overloaded': '429: the model is overloaded',
  '429 error budget': '429: too many requests of this key have failed',
  '429 concurrency': '429: too many requests at the same time',
  '500 JSON': '500 with a JSON body',
  '502 HTML': "502 with a proxy's page",
  '503 JSON': '503 with a JSON body',
  'garbage bytes': 'bytes come that are neither HTTP nor TLS',
  'malformed JSON': 'a frame comes whose JSON is broken',
  'oversized line': 'a line comes that is longer than 16 MiB',
  'oversized error body': '500 with a body that is larger than 64 KiB, and never ends',
  'cut gzip': 'the server compresses the stream unasked, and cuts it',
  'redirect to another origin': 'the server redirects to another origin, which gets no request',
  'TLS answered in plain text': 'the server answers TLS in plain text',
  'untrusted certificate': 'the certificate is not signed by an authority that you trust',
};
