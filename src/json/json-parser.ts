import { maxDepth } from '#json-depth';
import { parseJson } from '#parse-json';
import type { JsonSink } from './json-sink.js';
import { MalformedJson } from './malformed-json.js';
import { TextScanner } from './text-scanner.js';

const space = /[ \t\n\r]*/y;
const numberPart = /[-+.\deE]*/y;
const letters = /[a-z]*/y;
/** The literals of JSON. */
export const literals: readonly string[] = ['true', 'false', 'null'];

/** Tokens that may come next; `first…` follows an opening bracket, so the closing bracket is allowed too. */
type Expected = 'colon' | 'firstKey' | 'firstValue' | 'key' | 'separator' | 'value';

const expectedNames: Readonly<Record<Expected, string>> = {
  colon: 'a colon',
  firstKey: 'a property, or the end of the object',
  firstValue: 'a value, or the end of the array',
  key: 'a property',
  separator: 'a comma, or the end of the object or array',
  value: 'a value',
};

/**
 * Parses one JSON value from pieces, split anywhere, and passes its parts to a sink as they arrive. Accepts the same input as `JSON.parse`,
 * up to 512 levels deep. Throws a {@link MalformedJson} at the first invalid character, or for an invalid number at its end.
 */
export class JsonParser {
  /** Whether the value is complete. A top-level number is complete only at the next character or at the end. */
  isDone = false;
  readonly #sink: JsonSink;
  /** True for each open object, false for each open array. */
  readonly #open: boolean[] = [];
  #expected: Expected = 'value';
  #text: TextScanner | undefined;
  #isKey = false;
  #name = '';
  /** A number or literal that may continue in the next piece. */
  #word = '';
  #isLiteral = false;

  constructor(sink: JsonSink) {
    this.#sink = sink;
  }

  /** Reads a piece up to the end of the value, and returns the index at which it stopped. */
  write(piece: string): number {
    let at = 0;
    while (at < piece.length && !this.isDone) {
      if (this.#text !== undefined) at = this.#readText(this.#text, piece, at);
      else if (this.#word !== '') at = this.#readWord(piece, at);
      else at = this.#readToken(piece, matchEnd(space, piece, at));
    }
    return at;
  }

  /** Signals the end of the input, which completes a top-level number. */
  end(): void {
    if (this.#open.length === 0 && this.#word !== '') this.#finishWord();
  }

  #readText(text: TextScanner, piece: string, from: number): number {
    const more = text.read(piece, from);
    if (this.#isKey) this.#name += more;
    else if (more !== '') this.#sink.text(more);
    if (!text.isDone) return text.end;
    this.#text = undefined;
    if (this.#isKey) {
      this.#sink.key(this.#name);
      this.#expected = 'colon';
    } else {
      this.#sink.closeText();
      this.#finishValue();
    }
    return text.end;
  }

  #readWord(piece: string, from: number): number {
    const end = matchEnd(this.#isLiteral ? letters : numberPart, piece, from);
    this.#word += piece.slice(from, end);
    if (this.#isLiteral && !literals.some((literal) => literal.startsWith(this.#word)))
      throw new MalformedJson(`expected ${expectedNames.value}`);
    if (end < piece.length || literals.includes(this.#word)) this.#finishWord();
    return end;
  }

  #finishWord(): void {
    const value = parseJson(this.#word);
    if (typeof value === 'string') throw new MalformedJson('a number or a literal is invalid');
    this.#sink.scalar(value as boolean | number | null);
    this.#word = '';
    this.#finishValue();
  }

  #readToken(piece: string, at: number): number {
    const character = piece[at];
    if (character === undefined) return at;
    const expected = this.#expected;
    if (character === ',' && expected === 'separator') this.#expected = this.#open.at(-1) ? 'key' : 'value';
    else if (character === ':' && expected === 'colon') this.#expected = 'value';
    else if (character === '}' && this.#mayClose(true)) this.#close();
    else if (character === ']' && this.#mayClose(false)) this.#close();
    else if (character === '"' && (expected === 'key' || expected === 'firstKey')) this.#openText(true);
    else if (expected === 'value' || expected === 'firstValue') return this.#startValue(character, at);
    else throw new MalformedJson(`expected ${expectedNames[expected]}`);
    return at + 1;
  }

  #startValue(first: string, at: number): number {
    if (first === '{' || first === '[') this.#openContainer(first === '{');
    else if (first === '"') this.#openText(false);
    else if (/[-\dtfn]/.test(first)) this.#openWord(first);
    else throw new MalformedJson(`expected ${expectedNames[this.#expected]}`);
    return at + 1;
  }

  #openWord(first: string): void {
    this.#word = first;
    this.#isLiteral = /[a-z]/.test(first);
  }

  #openContainer(isObject: boolean): void {
    if (this.#open.length === maxDepth) throw new MalformedJson(`expected at most ${maxDepth} levels`);
    this.#open.push(isObject);
    this.#expected = isObject ? 'firstKey' : 'firstValue';
    if (isObject) this.#sink.openObject();
    else this.#sink.openArray();
  }

  #openText(isKey: boolean): void {
    this.#text = new TextScanner();
    this.#isKey = isKey;
    this.#name = '';
    if (!isKey) this.#sink.openText();
  }

  #mayClose(isObject: boolean): boolean {
    const expected = this.#expected;
    const isEnd = expected === 'separator' || expected === (isObject ? 'firstKey' : 'firstValue');
    return isEnd && this.#open.at(-1) === isObject;
  }

  #close(): void {
    this.#open.pop();
    this.#sink.close();
    this.#finishValue();
  }

  #finishValue(): void {
    this.#expected = 'separator';
    this.isDone = this.#open.length === 0;
  }
}

/** Returns the end index of a sticky match starting at `from`; an empty match ends where it begins. */
function matchEnd(expression: RegExp, text: string, from: number): number {
  expression.lastIndex = from;
  expression.test(text);
  return expression.lastIndex;
}
