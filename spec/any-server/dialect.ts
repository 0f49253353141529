import type { Choice, Meaning } from './meaning.js';
import type { Random } from './random.js';

/** The ways in which servers differ, each with the forms that were seen. */
export const dimensions = {
  role: ['first', 'every', 'never'],
  reasoning: ['reasoning_content', 'reasoning', 'details', 'part'],
  content: ['string', 'parts'],
  cuts: ['characters', 'units'],
  index: ['proper', 'absent', 'zero'],
  id: ['first', 'every', 'new', 'empty', 'absent', 'late'],
  name: ['first', 'every', 'late'],
  args: ['whole', 'pieces', 'repeated', 'placeholder', 'placeholder after', 'object'],
  noArgs: ['object', 'empty', 'null', 'absent'],
  finish: ['with', 'after', 'before'],
  usage: ['last', 'with finish', 'every', 'early', 'zero last', 'empty last', 'null'],
  keepAlive: ['none', 'comments', 'empty choices', 'empty data'],
  order: ['usual', 'shuffled'],
  lines: ['\n', '\r\n', '\r', 'single'],
  space: ['yes', 'no'],
  done: ['yes', 'no', 'spaces'],
  envelope: ['full', 'bare', 'empty id'],
  extras: ['none', 'some'],
  escapes: ['raw', 'ascii'],
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
  code: ['number', 'string', 'type'],
  wait: ['retry-after', 'retry-after-ms', 'seconds', 'minutes', 'milliseconds'],
  body: ['stream', 'whole', 'whole and done'],
} as const;

export type Dimension = keyof typeof dimensions;

/** One form for each of the ways in which servers differ. */
export type Dialect = { readonly [Name in Dimension]: (typeof dimensions)[Name][number] };

/** Draws a dialect in which this meaning can be said: one that no reader could understand is not plausible. */
export function drawDialect(random: Random, meaning: Meaning): Dialect {
  for (;;) {
    const dialect = Object.fromEntries(
      Object.entries(dimensions).map(([name, forms]) => [name, random.pick(forms)]),
    ) as Dialect;
    if (isPlausible(dialect, meaning)) return dialect;
  }
}

/** Whether nothing shows where a call ends: without index and id, only a name after whole arguments begins the next one. */
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
    // A name that is repeated with a new id looks like another call.
    if (name === 'every' && id === 'new') return false;
    // Without an index, a name in each piece begins a call as soon as the arguments are whole: pieces must end before that.
    if (name === 'every' && (args === 'repeated' || args.startsWith('placeholder'))) return false;
    if (name === 'every' && index !== 'proper' && (id === 'empty' || id === 'absent' || id === 'late'))
      return false;
    // A late name after an id that is missing, at an index that says nothing, has nothing that begins its call.
    if (name === 'late' && (id === 'empty' || id === 'absent' || id === 'late' || id === 'new')) return false;
    if (name === 'late' && index !== 'proper') return false;
    // Without index and id, a call that is like the one before it looks like its repetition.
    if (
      index !== 'proper' &&
      (id === 'empty' || id === 'absent') &&
      choices.some((choice) => hasUnclearEnd(choice, dialect))
    )
      return false;
    if (id === 'late' && index !== 'proper') return false;
  }
  // A finish before the content is known to be the end only by `[DONE]`.
  if (finish === 'before' && (done === 'no' || end.type !== 'whole')) return false;
  // A JSON answer has no single lines, and ends in the middle of its JSON.
  if (body !== 'stream' && (end.type === 'cut' || end.type === 'unfinished')) return false;
  if (error === 'choice error' && end.type === 'error' && end.after === 'nothing') return false;
  if (end.type === 'unfinished' && done === 'no') return false;
  // A frame after one line end is recognized among frames that end with a blank line.
  if (
    lines === 'single' &&
    end.type === 'error' &&
    (error === 'error field' || error === 'raw line' || error === 'event')
  )
    return false;
  return true;
}
