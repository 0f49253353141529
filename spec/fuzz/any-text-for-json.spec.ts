import * as fc from 'fast-check';
import { anyCodePoint } from '../support/any-code-point.js';
import { from } from 'rxjs';
import { SchemaError, IncompleteCompletionError, partialObjects, toObject } from 'venice-rx';
import { assertSame, chunk, finish } from 'venice-rx/testing';
import { z } from 'zod';
import { JsonBuilder } from '../../src/structured/json-builder.js';
import { JsonParser } from '../../src/json/json-parser.js';
import { MalformedJson } from '../../src/json/malformed-json.js';
import { campaign } from './campaign.js';
import { corpus } from './corpus.js';
import { getEnding } from './ending.js';
import { deepText, hostileText, hostileValue, mutated } from './hostile-json.js';

const json = fc
  .tuple(hostileValue, fc.constantFrom(undefined, 1, '\t\r\n'))
  .map(([value, indent]) => JSON.stringify(value, null, indent));
const doubled = fc
  .tuple(hostileText, hostileValue, hostileValue)
  .map(
    ([name, one, other]) =>
      `{${JSON.stringify(name)}:${JSON.stringify(one)},${JSON.stringify(name)}:${JSON.stringify(other)}}`,
  );
const numbers = fc.constantFrom(
  '1e999',
  '-1e999',
  '1e-999',
  '0.1e+1',
  '123456789012345678901234567890',
  '-0',
  '0e0',
  '01',
  '1.',
  '--1',
  '.1',
);
const texts = fc.oneof(
  { weight: 4, arbitrary: json },
  { weight: 8, arbitrary: mutated(json) },
  { weight: 2, arbitrary: doubled },
  { weight: 1, arbitrary: deepText },
  { weight: 1, arbitrary: numbers.map((number) => `{"a":[${number}]}`) },
  { weight: 1, arbitrary: fc.string({ unit: anyCodePoint, maxLength: 20 }) },
);

/** A text, and how many characters come at a time. */
interface TextInPieces {
  readonly text: string;
  readonly size: number;
}

function toPieces({ text, size }: TextInPieces): readonly string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
    text.slice(at * size, (at + 1) * size),
  );
}

/** Parses a text in pieces and as a whole; throws where that differs, but for what is deeper than documented. */
function isParsed(given: TextInPieces): void {
  const builder = new JsonBuilder();
  const parser = new JsonParser(builder);
  let parsed: { readonly value: unknown } | undefined;
  try {
    let read = 0;
    for (const piece of toPieces(given)) {
      read += parser.write(piece);
      if (given.text.length < 999) JSON.stringify(builder.snapshot());
    }
    parser.end();
    const isWhole = parser.isDone && given.text.slice(read).trim() === '';
    if (isWhole) parsed = { value: builder.snapshot() };
  } catch (error) {
    if (!(error instanceof MalformedJson)) throw error;
  }
  if (/(\[|\{"a":|\[\{"__proto__":){250}/.test(given.text)) return;
  // White space is that of JSON.
  const isOdd = /[^\S \t\r\n]\s*$|^\s*[^\S \t\r\n]/.test(given.text);
  if (!isOdd) assertSame(parsed, parsedWhole(given.text));
}

function parsedWhole(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** Reads the text as an answer; throws where that ends in anything but a value or an error about the answer. */
function isAnswered(given: TextInPieces): void {
  const chunks = [...toPieces(given).map((piece) => chunk(piece)), finish()];
  for (const reader of [partialObjects(), toObject(z.unknown())]) {
    const { error } = getEnding(from(chunks).pipe(reader));
    const isOfTheAnswer = error instanceof SchemaError || error instanceof IncompleteCompletionError;
    if (error !== undefined && !isOfTheAnswer) throw new Error('another error', { cause: error });
  }
}

describe('whatever text is to be JSON', () => {
  const pieces = fc.record({ text: texts, size: fc.constantFrom(1, 2, 7, 1000) });

  it('is what JSON.parse makes of it', () => {
    campaign('any text for JSON', pieces, isParsed);
  });

  it('is a value or an error about the answer', () => {
    campaign('any text for an object', pieces, isAnswered);
  });

  it.each(corpus('json'))('is read once more: %s', (_, bytes) => {
    const text = new TextDecoder().decode(bytes);
    for (const size of [1, 2, 1000]) {
      isParsed({ text, size });
      isAnswered({ text, size });
    }
  });
});
