import { type Expected, table } from '../matrix/table.js';
import { faultWords, phaseWords } from './words.js';

/** The page that tells users what the table says. */
export function reliabilityPage(): string {
  const phases = Object.entries(table);
  const pairs = phases.reduce((sum, [, row]) => sum + Object.keys(row).length, 0);
  return (
    [introduction(pairs), ...phases.map(([phase, row]) => getSection(phase, row)), proof].join('\n\n') + '\n'
  );
}

function introduction(pairs: number): string {
  return `<!-- Written by \`npm run reliability\` from the table that spec/reliability/matrix.spec.ts asserts. -->

# What happens when something breaks

Whatever goes wrong, wherever a run is just then: it completes with the whole answer, or it fails with one error of a class of
its own, or you have left it and it is silent. And nothing of it is left behind: no socket, no timer, no listener on your signal,
no unhandled rejection. The ${pairs} cases on this page are run over both transports, undici and \`fetch\`, over real
sockets, by the specs of this package; the page is written from the table that they assert.

How to read the tables:

- **Ends with** is what your subscriber gets: a completion, an error, or nothing more at all. Behind a name stands what tells
  cases of a class apart: \`status\` of an \`APIError\`, \`reason\` of a \`RateLimitError\`, \`phase\` of an \`APITimeoutError\`,
  \`what\` of a \`LimitExceededError\`.
- **Answer so far** says whether the error carries as \`partial\` what had come in whole chunks, when \`accumulate()\` or an
  operator built on it stands below. A partial answer is exactly what the server had sent, to the byte.
- **Retryable** is \`isRetryable\` of the error: whether the same request may succeed when it is sent again. Nothing is sent again
  unless you say so, with \`retryOnApiError()\`; and not once the answer has begun, unless \`afterFirstToken\` says so.

\`\`\`ts
import { VeniceClient, accumulate, isVeniceError, retryOnApiError } from 'venice-rx';

const client = new VeniceClient();
client.chat.completions
  .create({ model: 'default', messages: [{ role: 'user', content: 'Say hello.' }], stream: true })
  .pipe(retryOnApiError(), accumulate())
  .subscribe({
    error: (error: unknown) => {
      if (!isVeniceError(error)) throw error;
      console.error(error.name, error.isRetryable, error.partial?.choices[0]?.message.content);
    },
    complete: () => console.log('The whole answer has come.'),
  });
\`\`\`

What is not in a table cannot happen in that phase: an answer with status 503 does not come before there is a connection, nor
after the headers of a 200.`;
}

const proof = `## How it is proven

Each case brings a run to its phase, over a connection to a server that is told what to do. When it is over, the counters are
looked at: sockets at both ends, timers, listeners on the signal, unhandled rejections and exceptions, values that come
after the end, tools that still run, and requests to another origin. Every counter has a control that leaks on purpose and must
be found. Which cases cannot be is computed from what both ends know of the connection in that phase, and not listed.

Two more programs look at many runs at once: a server is killed (\`kill -9\`) while it answers a hundred streams, and
\`npm run soak\` does thousands of runs with random faults and cancellations, and compares every answer byte by byte.

\`fetch\` gives no handle on a connection while it is being opened, nor on one that is idle: the platform closes those when it
likes. undici's are closed at once.`;

function getSection(phase: string, row: Readonly<Record<string, Expected>>): string {
  const { heading, explanation, cleanCut } = getWords(phaseWords, phase);
  const lines = Object.entries(row).map(([fault, expected]) => {
    const when = fault === 'clean cut' ? (cleanCut ?? faultWords[fault]) : getWords(faultWords, fault);
    return `| ${String(when)} | ${getCells(expected).join(' | ')} |`;
  });
  return [
    `## ${heading}`,
    explanation,
    ['| When | Ends with | Answer so far | Retryable |', '| --- | --- | --- | --- |', ...lines].join('\n'),
  ].join('\n\n');
}

function getWords<T>(words: Readonly<Record<string, T>>, name: string): T {
  const found = words[name];
  if (found === undefined) throw new Error(`the page has no words for "${name}"`);
  return found;
}

/** The three columns of an outcome; where the transports differ, each cell says for which it holds. */
function getCells(expected: Expected): readonly string[] {
  if (typeof expected === 'string') return getColumns(expected);
  const undici = getColumns(expected.undici);
  const fetch = getColumns(expected.fetch);
  return undici.map((cell, index) =>
    cell === fetch[index] ? cell : `undici: ${cell || 'no'}; \`fetch\`: ${fetch[index] || 'no'}`,
  );
}

function getColumns(outcome: string): readonly string[] {
  if (outcome === 'silent') return ['nothing more', '', ''];
  if (outcome === 'completed') return ['the whole answer', '', ''];
  const [name = '', ...facts] = outcome.split(', ');
  return [
    name.replace(/^\w+/, '`$&`'),
    facts.includes('with partial') ? 'yes' : 'no',
    facts.includes('retryable') ? 'yes' : 'no',
  ];
}
