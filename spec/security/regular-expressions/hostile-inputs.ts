import { sized } from '../../support/cases.js';

/** The matches of a part of an expression, such as a group. */
interface Part {
  /** A string that the part matches. */
  readonly sample: string;
  /** Single characters that one of the inner parts matches. */
  readonly characters: ReadonlySet<string>;
  /** For each repetition in the part: a string that matches up to the repetition, and a string that it repeats. */
  readonly pumps: readonly (readonly [before: string, unit: string])[];
}

const samplesOfEscapes: Readonly<Record<string, string>> = {
  b: '',
  B: '',
  d: '0',
  D: 'x',
  n: '\n',
  r: '\r',
  s: ' ',
  S: 'x',
  t: '\t',
  w: 'a',
  W: '-',
};
const samplesOfProperties: Readonly<Record<string, string>> = {
  Cc: '\u0001',
  L: 'a',
  Lu: 'A',
  M: '\u0301',
  N: '1',
};

/**
 * Reads an expression to find, for each of its repetitions, a string that matches up to the repetition, and a string that it repeats. Finds
 * the repetitions of all alternatives, but uses only the first alternative as the sample.
 */
class PatternReader {
  private position = 0;
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  alternatives(): Part {
    const parts = [this.sequence()];
    while (this.take('|')) parts.push(this.sequence());
    return {
      sample: parts[0]!.sample,
      characters: new Set(parts.flatMap(({ characters }) => [...characters])),
      pumps: parts.flatMap(({ pumps }) => pumps),
    };
  }

  private sequence(): Part {
    let sample = '';
    const characters = new Set<string>();
    const pumps: (readonly [string, string])[] = [];
    while (this.position < this.source.length && !'|)'.includes(this.source[this.position]!)) {
      const part = this.atom();
      const isRepeated = this.quantifier();
      for (const character of part.characters) characters.add(character);
      for (const [before, unit] of part.pumps) pumps.push([sample + before, unit]);
      if (isRepeated) pumps.push([sample, part.sample]);
      sample += part.sample;
    }
    return { sample, characters, pumps };
  }

  private atom(): Part {
    if (this.take('(')) {
      const isAssertion = /^\?<?[=!]/.test(this.source.slice(this.position));
      const isBehind = this.source.startsWith('?<', this.position);
      this.position += /^(\?<?[=!:]|\?<\w+>)?/.exec(this.source.slice(this.position))![0].length;
      const inner = this.alternatives();
      this.take(')');
      return isAssertion && !isBehind ? { ...inner, sample: '' } : inner;
    }
    const characters = this.take('[') ? this.members() : [this.character()];
    const matched = characters.filter((character) => character !== '');
    return { sample: matched[0] ?? '', characters: new Set(matched), pumps: [] };
  }

  private members(): readonly string[] {
    const isNegated = this.take('^');
    const members: string[] = [];
    while (!this.take(']')) if (!this.take('-')) members.push(this.character(true));
    return isNegated ? [...['x', ' ', '\n'].filter((one) => !members.includes(one)), ...members] : members;
  }

  private character(isInClass = false): string {
    const first = this.source[this.position++]!;
    if (!isInClass && '^$'.includes(first)) return '';
    if (!isInClass && first === '.') return 'x';
    if (first !== '\\') return first;
    const kind = this.source[this.position++]!;
    if (kind === 'p' || kind === 'P') return this.property(kind === 'P');
    if (kind === 'u' || kind === 'x') {
      const digits = kind === 'u' ? 4 : 2;
      return String.fromCharCode(
        Number.parseInt(this.source.slice(this.position, (this.position += digits)), 16),
      );
    }
    return samplesOfEscapes[kind] ?? kind;
  }

  private property(isNegated: boolean): string {
    const [text, name] = /^\{(\w+)\}/.exec(this.source.slice(this.position))! as unknown as [string, string];
    this.position += text.length;
    return isNegated ? (name === 'L' ? '-' : 'x') : (samplesOfProperties[name] ?? 'x');
  }

  private quantifier(): boolean {
    const [text] = /^([*+?]|\{\d+(,\d*)?\})?\??/.exec(this.source.slice(this.position))!;
    this.position += text.length;
    return text !== '' && text !== '?';
  }

  private take(character: string): boolean {
    const isNext = this.source[this.position] === character;
    if (isNext) this.position += 1;
    return isNext;
  }
}

/** Strings after a repetition, so that the expression does not match. At full size, each string is also used on its own. */
const suffixes = sized(['\n!\u0001'], ['', '\n', '!', '\u0001', 'ab', '\n!\u0001']);

/** Inputs of about `length` characters for which an expression may have to backtrack often. */
export function hostileInputs(source: string, length: number): ReadonlySet<string> {
  const { characters, pumps } = new PatternReader(source).alternatives();
  const units = new Map<string, Set<string>>();
  const add = (before: string, unit: string): void => {
    if (unit !== '') units.set(before, (units.get(before) ?? new Set()).add(unit));
  };
  for (const [before, unit] of pumps) {
    add(before, unit);
    for (const character of characters) {
      add(before, character);
      add(before, unit + character);
    }
    add('', before + unit);
  }
  const few = [...characters].slice(0, 8);
  for (const first of few) for (const second of few) add('', first === second ? first : first + second);
  const inputs = new Set<string>();
  for (const [before, repeated] of units)
    for (const unit of repeated)
      for (const suffix of suffixes)
        inputs.add(before + unit.repeat(Math.ceil(length / unit.length)) + suffix);
  return inputs;
}
