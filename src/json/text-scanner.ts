import { MalformedJson } from './malformed-json.js';

/** Characters that need no processing: all except quotation marks, backslashes and control characters. */
const plain = /[ !#-[\]-\uffff]*/y;
/** The letters of the short escapes, and their characters in the same order. */
const letters = '"\\/bfnrt';
const characters = '"\\/\b\f\n\r\t';

/** Reads the contents of a JSON string from pieces, split anywhere. */
export class TextScanner {
  /** Whether the closing quotation mark has been read. */
  isDone = false;
  /** Index at which reading of the last piece stopped. */
  end = 0;
  /** An incomplete escape, including its backslash. */
  #escape = '';
  /** First half of a surrogate pair at the end of a piece: it is returned together with the next character. */
  #half = '';

  /** Returns the text that a piece adds, starting at this index. */
  read(piece: string, from: number): string {
    let text = this.#half;
    let at = from;
    this.#half = '';
    while (at < piece.length && !this.isDone) {
      if (this.#escape !== '') {
        text += this.#readEscape(piece.charAt(at));
        at += 1;
        continue;
      }
      plain.lastIndex = at;
      plain.test(piece);
      text += piece.slice(at, plain.lastIndex);
      at = plain.lastIndex + 1;
      const stop = piece[plain.lastIndex];
      if (stop === '"') this.isDone = true;
      else if (stop === '\\') this.#escape = '\\';
      else if (stop !== undefined) throw new MalformedJson('a control character in a string must be escaped');
    }
    this.end = Math.min(at, piece.length);
    return this.isDone ? text : this.#withoutHalf(text);
  }

  #readEscape(character: string): string {
    this.#escape += character;
    const [, kind = ''] = this.#escape;
    if (kind !== 'u') {
      const text = characters[letters.indexOf(kind)];
      if (text === undefined) throw new MalformedJson('a string has an invalid escape');
      this.#escape = '';
      return text;
    }
    if (this.#escape.length > 2 && !/[\da-f]/i.test(character))
      throw new MalformedJson('\\u in a string needs four hexadecimal digits');
    if (this.#escape.length < 6) return '';
    const code = parseInt(this.#escape.slice(2), 16);
    this.#escape = '';
    return String.fromCharCode(code);
  }

  #withoutHalf(text: string): string {
    if (!/[\ud800-\udbff]$/.test(text)) return text;
    this.#half = text.slice(-1);
    return text.slice(0, -1);
  }
}
