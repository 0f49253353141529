import type { Choice, Meaning } from './meaning.js';
import type { Random } from './random.js';

/** The ways in which servers differ, each with its forms, all of which servers have sent. */
export const dimensions = {
  /** Deltas with a role. */
  role: ['first', 'every', 'never'],
  /** Field of the reasoning. */
  reasoning: ['reasoning_content', 'reasoning', 'details', 'part'],
  /** Type of the content. */
  content: ['string', 'parts'],
  /** Whether text is cut between characters, or anywhere between UTF-16 code units. */
  cuts: ['characters', 'units'],
  /** Index of a tool call. */
  index: ['proper', 'absent', 'zero'],
  /** Pieces of a tool call with an id; `new`: each piece has another id; `late`: all pieces except the first. */
  id: ['first', 'every', 'new', 'empty', 'absent', 'late'],
  /** Pieces of a tool call with the name; `late`: only the second piece. */
  name: ['first', 'every', 'late'],
  /** Arguments of a tool call; `repeated`: in pieces, and then once more as a whole. */
  args: ['whole', 'pieces', 'repeated', 'placeholder', 'placeholder after', 'object'],
  /** Arguments of a call without arguments. */
  noArgs: ['object', 'empty', 'null', 'absent'],
  /** Place of the finish reason, relative to the last output. */
  finish: ['with', 'after', 'before'],
  usage: ['last', 'with finish', 'every', 'early', 'zero last', 'empty last', 'null'],
  keepAlive: ['none', 'comments', 'empty choices', 'empty data'],
  /** Order of the fields in an object. */
  order: ['usual', 'shuffled'],
  /** Line ends; `single`: frames end with one line feed, without a blank line. */
  lines: ['\n', '\r\n', '\r', 'single'],
  /** Whether `data:` is followed by a space. */
  space: ['yes', 'no'],
  /** Whether `[DONE]` is sent, or with spaces around it. */
  done: ['yes', 'no', 'spaces'],
  /** Whether chunks have `id`, `object` and `created`. */
  envelope: ['full', 'bare', 'empty id'],
  /** Fields that only some servers send. */
  extras: ['none', 'some'],
  /** Characters other than ASCII in JSON. */
  escapes: ['raw', 'ascii'],
  /** Form of an error. */
  error: [
    'error object',
    'error string',
    'error field',
    'raw line',
    'object error',
    'code and message',
    'choice error',
    'event',
  ],
  /** Field that shows the kind of an error: its code, as a number or a string, or its type. */
  code: ['number', 'string', 'type'],
  /** Header with the delay of a 429: a `retry-after`, or the reset of a limit in one of several units. */
  wait: ['retry-after', 'retry-after-ms', 'seconds', 'minutes', 'milliseconds'],
  body: ['stream', 'whole', 'whole and done'],
} as const;

export type Dimension = keyof typeof dimensions;

/** One form for each of the ways in which servers differ. */
export type Dialect = { readonly [Name in Dimension]: (typeof dimensions)[Name][number] };

/** Draws a dialect in which a server can express this meaning so that a reader can understand it. */
export function drawDialect(random: Random, meaning: Meaning): Dialect {
  for (;;) {
    const dialect = Object.fromEntries(
      Object.entries(dimensions).map(([name, forms]) => [name, random.pick(forms)]),
    ) as Dialect;
    if (isPlausible(dialect, meaning)) return dialect;
  }
}

/** Whether a reader cannot see where a call ends: without index and id, only a name after complete arguments begins the next call. */
function hasUnclearEnd({ calls }: Choice, { args, noArgs }: Dialect): boolean {
  return calls.some((call, at) => {
    const next = calls[at + 1];
    if (next === undefined) return false;
    const texts = [call, next].map((one) => JSON.stringify(one.args));
    if (texts[0] === '{}' && (noArgs === 'empty' || noArgs === 'absent')) return true;
    const isAlike = texts[0] === texts[1] || texts.includes('{}') || args.startsWith('placeholder');
    return next.name === call.name && isAlike;
  });
}

function isPlausible(dialect: Dialect, meaning: Meaning): boolean {
  const { index, id, name, args, finish, done, lines, body, error } = dialect;
  const { choices, end } = meaning;
  const callCount = Math.max(...choices.map(({ calls }) => calls.length));
  if (callCount > 0) {
    // A piece with the same name and a new id is like the first piece of another call.
    if (name === 'every' && id === 'new') return false;
    // If each piece has the name, a piece after complete arguments is like the first piece of another call.
    if (name === 'every' && (args === 'repeated' || args.startsWith('placeholder'))) return false;
    if (name === 'every' && index !== 'proper' && (id === 'empty' || id === 'absent' || id === 'late'))
      return false;
    // If the name is late, only the id or the index can show where a call begins.
    if (name === 'late' && (id === 'empty' || id === 'absent' || id === 'late' || id === 'new')) return false;
    if (name === 'late' && index !== 'proper') return false;
    // Without index and id, a call with the same name and arguments is like a repetition of the previous call.
    if (
      index !== 'proper' &&
      (id === 'empty' || id === 'absent') &&
      choices.some((choice) => hasUnclearEnd(choice, dialect))
    )
      return false;
    if (id === 'late' && index !== 'proper') return false;
  }
  // If the finish reason comes before the content, only `[DONE]` shows that the answer is complete.
  if (finish === 'before' && (done === 'no' || end.type !== 'whole')) return false;
  // These ends are only defined for a stream.
  if (body !== 'stream' && (end.type === 'cut' || end.type === 'unfinished')) return false;
  if (error === 'choice error' && end.type === 'error' && end.after === 'nothing') return false;
  if (end.type === 'unfinished' && done === 'no') return false;
  // Without blank lines, a line that is not data belongs to the frame before it.
  if (
    lines === 'single' &&
    end.type === 'error' &&
    (error === 'error field' || error === 'raw line' || error === 'event')
  )
    return false;
  return true;
}
