import { JsonParser, literals } from '../json/json-parser.js';
import type { JsonSink } from '../json/json-sink.js';
import { MalformedJson } from '../json/malformed-json.js';

const fence = '```';
/** Maximum number of characters between an opening fence and the JSON: the name of a language and white space are shorter. */
const maxInfoLength = 64;

/**
 * Finds the JSON in the text of an answer, whose pieces may be split anywhere. If the text begins like JSON, the whole text must be JSON.
 * Otherwise the JSON is in the first Markdown code fence, and the text before and after the JSON is ignored.
 */
export class JsonInText {
  /** `prose` is text before a fence. `info` is the text between the opening fence and the JSON: the name of the language, white space. */
  #phase: 'after' | 'info' | 'json' | 'prose' | 'start' = 'start';
  #isFenced = false;
  /** Characters whose meaning depends on the next piece. */
  #held = '';
  readonly #parser: JsonParser;

  constructor(sink: JsonSink) {
    this.#parser = new JsonParser(sink);
  }

  /** Whether any JSON has started. */
  get hasStarted(): boolean {
    return this.#phase === 'json' || this.#phase === 'after';
  }

  /** Whether the JSON is complete. */
  get isDone(): boolean {
    return this.#parser.isDone;
  }

  /** Reads the next piece of the text. Throws a `MalformedJson` if the JSON is invalid. */
  write(piece: string): void {
    const text = this.#held + piece;
    this.#held = '';
    if (this.#phase === 'start') this.#begin(text.trimStart());
    else if (this.#phase === 'prose') this.#findFence(text);
    else if (this.#phase === 'info') this.#skipInfo(text);
    else if (this.#phase === 'json') this.#parse(text);
    else this.#checkRest(text);
  }

  /** Ends the text. */
  end(): void {
    if (this.hasStarted) this.#parser.end();
  }

  #begin(text: string): void {
    const mayBecome = (whole: string): boolean => text.length < whole.length && whole.startsWith(text);
    if ([fence, ...literals].some(mayBecome)) this.#held = text;
    else if (/^[[{"\-\d]/.test(text) || literals.some((word) => text.startsWith(word))) this.#parse(text);
    else this.#findFence(text);
  }

  #findFence(text: string): void {
    this.#phase = 'prose';
    const at = text.indexOf(fence);
    if (at >= 0) this.#skipInfo(text.slice(at + fence.length));
    else this.#held = /`{0,2}$/.exec(text)?.[0] ?? '';
  }

  #skipInfo(text: string): void {
    this.#phase = 'info';
    const json = text.replace(/^`*[\w+-]*\s*/, '');
    const info = json === '' ? text.replace(/\s+/g, '\n') : '';
    this.#isFenced = true;
    if (info.length > maxInfoLength) throw new MalformedJson('expected a value after the fence');
    else if (json === '') this.#held = info;
    else this.#parse(json);
  }

  #parse(text: string): void {
    this.#phase = 'json';
    const end = this.#parser.write(text);
    if (!this.#parser.isDone) return;
    this.#phase = 'after';
    this.#checkRest(text.slice(end));
  }

  #checkRest(text: string): void {
    if (!this.#isFenced && text.trim() !== '') throw new MalformedJson('expected nothing after the value');
  }
}
