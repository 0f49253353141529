import type { FrameText } from '../frame-text.js';

const quote = 0x22;
const backslash = 0x5c;
const firstPrintable = 0x20;
const lastOfAscii = 0x7f;
const dot = 0x2e;
const zero = 0x30;
const nine = 0x39;
const largeE = 0x45;
const smallE = 0x65;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** Maximum number of digits of an integer that `numberAt` can add up without rounding. */
const maxDigits = 15;

/** V8 copies substrings up to this length; longer substrings are views, which keep the whole string alive. */
const maxCopiedLength = 12;

/** Returns the position of the closing quote of the JSON string that starts at `start`; -1 if it is missing or the string is invalid. */
export function endOfText(json: string, start: number): number {
  for (let at = start; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === quote) return at;
    if (code < firstPrintable) return -1;
    if (code === backslash) at += 1;
  }
  return -1;
}

/** Returns the position after the JSON number that starts at `start`; -1 if no number starts there. */
export function endOfNumber(json: string, start: number): number {
  let at = start;
  while (isDigit(json.charCodeAt(at))) at += 1;
  const isPlain = json.charCodeAt(start) !== zero || at === start + 1;
  if (at > start && isPlain && !continuesNumber(json.charCodeAt(at))) return at;
  number.lastIndex = start;
  const length = number.exec(json)?.[0].length ?? 0;
  return length === 0 ? -1 : start + length;
}

/** Parses the JSON number between two positions. */
export function numberAt(json: string, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const code = json.charCodeAt(at);
    if (!isDigit(code) || at - start === maxDigits) return Number(json.slice(start, end));
    value = value * 10 + code - zero;
  }
  return value;
}

/** Parses the JSON string between two positions; returns undefined if its escapes are invalid. */
export function textAt(source: FrameText, start: number, end: number): string | undefined {
  if (end - start <= maxCopiedLength) {
    const text = source.text.slice(start, end);
    if (!text.includes('\\')) return source.isAscii || isAscii(text) ? text : source.decode(start, end);
  }
  try {
    return JSON.parse(source.decode(start - 1, end + 1)) as string;
  } catch {
    return undefined;
  }
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) > lastOfAscii) return false;
  }
  return true;
}

/** Whether the number continues with a fraction or an exponent. */
function continuesNumber(code: number): boolean {
  return code === dot || code === smallE || code === largeE;
}

function isDigit(code: number): boolean {
  return code >= zero && code <= nine;
}
