import * as fc from 'fast-check';
import { anyCodePoint } from '../support/any-code-point.js';
import { from } from 'rxjs';
import { SchemaError, IncompleteCompletionError, partialObjects, toObject } from 'venice-rx';
import { assertSame, chunk, finish } from 'venice-rx/testing';
import { z } from 'zod';
import { JsonBuilder } from '../../src/structured/json-builder.js';
import { JsonParser } from '../../src/json/json-parser.js';
import { MalformedJson } from '../../src/json/malformed-json.js';
import { checkProperty } from './check-property.js';
import { readCorpus } from './corpus.js';
import { getEnding } from './ending.js';
import { deepText, hostileText, hostileValue, withRandomEdits } from './hostile-json.js';

const json = fc
  .tuple(hostileValue, fc.constantFrom(undefined, 1, '\t\r\n'))
  .map(([value, indent]) => JSON.stringify(value, null, indent));
const withRepeatedName = fc
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
  { weight: 8, arbitrary: withRandomEdits(json) },
  { weight: 2, arbitrary: withRepeatedName },
  { weight: 1, arbitrary: deepText },
  { weight: 1, arbitrary: numbers.map((number) => `{"a":[${number}]}`) },
  { weight: 1, arbitrary: fc.string({ unit: anyCodePoint, maxLength: 20 }) },
);

/** A text, and the number of characters in each piece. */
interface TextInPieces {
  readonly text: string;
  readonly size: number;
}

function toPieces({ text, size }: TextInPieces): readonly string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
    text.slice(at * size, (at + 1) * size),
  );
}

/** Parses a text in pieces and with `JSON.parse`; throws if the results differ. Does not compare texts that may exceed the depth limit. */
function assertParsedLikeJson(input: TextInPieces): void {
  const builder = new JsonBuilder();
  const parser = new JsonParser(builder);
  let parsed: { readonly value: unknown } | undefined;
  try {
    let read = 0;
    for (const piece of toPieces(input)) {
      read += parser.write(piece);
      if (input.text.length < 999) JSON.stringify(builder.snapshot());
    }
    parser.end();
    const isWhole = parser.isDone && input.text.slice(read).trim() === '';
    if (isWhole) parsed = { value: builder.snapshot() };
  } catch (error) {
    if (!(error instanceof MalformedJson)) throw error;
  }
  if (/(\[|\{"a":|\[\{"__proto__":){250}/.test(input.text)) return;
  // `trim` above also removes white space that JSON does not allow.
  const hasOtherSpace = /[^\S \t\r\n]\s*$|^\s*[^\S \t\r\n]/.test(input.text);
  if (!hasOtherSpace) assertSame(parsed, parseWhole(input.text));
}

function parseWhole(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** Reads the text as an answer; throws unless it ends in a value, a `SchemaError` or an `IncompleteCompletionError`. */
function assertTypedOutcome(input: TextInPieces): void {
  const chunks = [...toPieces(input).map((piece) => chunk(piece)), finish()];
  for (const reader of [partialObjects(), toObject(z.unknown())]) {
    const { error } = getEnding(from(chunks).pipe(reader));
    const isAboutAnswer = error instanceof SchemaError || error instanceof IncompleteCompletionError;
    if (error !== undefined && !isAboutAnswer) throw new Error('another error', { cause: error });
  }
}

describe('any text of an answer that should be JSON', () => {
  const pieces = fc.record({ text: texts, size: fc.constantFrom(1, 2, 7, 1000) });

  it('is parsed to the same value as with JSON.parse', () => {
    checkProperty('any text for JSON', pieces, assertParsedLikeJson);
  });

  it('results in a value or an error about the answer', () => {
    checkProperty('any text for an object', pieces, assertTypedOutcome);
  });

  it.each(readCorpus('json'))('has these results for an input that failed once: %s', (_, bytes) => {
    const text = new TextDecoder().decode(bytes);
    for (const size of [1, 2, 1000]) {
      assertParsedLikeJson({ text, size });
      assertTypedOutcome({ text, size });
    }
  });
});
