import { type Expected, table } from '../matrix/table.js';
import { faultWords, phaseWords } from './words.js';

/** The page for users, generated from the table. */
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

In each of the ${pairs} cases on this page, a run completes with the whole answer, fails with one error of a specific class, or is
silent because you have unsubscribed. It leaves no timer, no listener on your signal and no unhandled rejection, and with undici no
socket except idle ones, which \`client.close()\` closes. The specs of this package run the cases over real sockets with both
transports, undici and \`fetch\`; the page is generated from the table that they assert.

How to read the tables:

- **Ends with** is the notification that your subscriber receives: a completion, an error, or nothing more. The class is followed by
  the property that distinguishes its cases: \`status\` of an \`APIError\`, \`reason\` of a \`RateLimitError\`, \`phase\` of an
  \`APITimeoutError\`, \`kind\` of a \`LimitExceededError\`.
- **Answer so far** is whether \`partial\` of the error has the answer from the chunks received so far, if \`accumulate()\` or an operator
  built on it is downstream. A frame that has arrived only in part is left out.
- **Retryable** is \`isRetryable\` of the error: whether the same request may succeed if it is sent again. A request is resent only
  with \`retryOnApiError()\` or the client's \`retry\`, and [usually](operators.md#after-the-first-output) only before the first output.

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
    complete: () => console.log('The answer is complete.'),
  });
\`\`\`

A fault that is missing from a table cannot happen in that phase: a response with status 503 cannot arrive before there is a
connection, nor after the headers of a 200.`;
}

const proof = `## How it is proven

In each case, a spec brings a run to the phase, over a connection to a scripted server. After the run, the spec checks its counters: sockets at
both ends, timers, listeners on the signal, unhandled rejections and exceptions, values emitted after the end, tools that
are still running, and requests to another origin. Every counter has a negative control, which leaks on purpose and must be
detected. Impossible cases are computed from the state of the connection at both ends in that phase, not listed by hand.

Two more programs test many runs at once: one kills a server (\`kill -9\`) while it sends 20 streams (100 with \`DEEP=1\`), and
\`npm run soak\` executes thousands of runs with random faults and cancellations, and compares every answer byte by byte.

\`fetch\` gives no access to a connection that is being opened or is idle: the platform decides when to close it. The undici
transport closes a connection that is being opened when its run ends, and idle ones at \`client.close()\`.`;

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

/** The three columns of an outcome; a cell that differs between the transports has both values. */
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
