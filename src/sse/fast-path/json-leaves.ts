/** A leaf: a string or number in a JSON document, with its position and the keys that lead to it. */
export interface JsonLeaf {
  /** Position of the first character; for a string, after its opening quote. */
  readonly start: number;
  /** Position after the last character; for a string, of its closing quote. */
  readonly end: number;
  readonly isText: boolean;
  readonly path: readonly (number | string)[];
}

/** All strings and numbers of a JSON document in order, and the names of its fields. */
export interface JsonLeaves {
  readonly leaves: readonly JsonLeaf[];
  readonly names: ReadonlySet<string>;
}

/**
 * Finds the leaves of a valid JSON document. Returns undefined for a document that is left to `JSON.parse`: if a key is repeated, named
 * `__proto__`, or written with escapes or non-ASCII characters, or if values are nested more than 32 levels deep.
 */
export function findLeaves(json: string): JsonLeaves | undefined {
  const walk = new Walk(json);
  try {
    walk.value([]);
    return walk;
  } catch {
    return undefined;
  }
}

/** Maximum number of levels. Chunks have fewer, and copying very deep values would overflow the stack. */
const maxDepth = 32;
const numbers = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const words = /true|false|null/y;
/** Finds characters of a key that only `JSON.parse` can read: escapes, and characters other than printable ASCII. */
const unreadable = /[^ -[\]-~]/;

class Walk {
  readonly leaves: JsonLeaf[] = [];
  readonly names = new Set<string>();
  readonly #json: string;
  #at = 0;

  constructor(json: string) {
    this.#json = json;
  }

  value(path: readonly (number | string)[]): void {
    if (path.length > maxDepth) throw new Error('left to JSON.parse');
    this.#space();
    const first = this.#json[this.#at];
    if (first === '{') this.#object(path);
    else if (first === '[') this.#array(path);
    else if (first === '"') {
      const [start, end] = this.#text();
      this.leaves.push({ start, end, isText: true, path });
    } else if (this.#skip(words) === 0) {
      const length = this.#skip(numbers);
      if (length === 0) throw new Error('invalid JSON');
      this.leaves.push({ start: this.#at - length, end: this.#at, isText: false, path });
    }
    this.#space();
  }

  #object(path: readonly (number | string)[]): void {
    const keys = new Set<string>(['__proto__']);
    this.#members('}', () => {
      this.#space();
      const key = this.#json.slice(...this.#text());
      if (keys.has(key) || unreadable.test(key)) throw new Error('left to JSON.parse');
      keys.add(key);
      this.names.add(key);
      this.#space();
      this.#expect(':');
      this.value([...path, key]);
    });
  }

  #array(path: readonly (number | string)[]): void {
    this.#members(']', (index) => {
      this.value([...path, index]);
    });
  }

  #members(close: string, member: (index: number) => void): void {
    this.#at += 1;
    this.#space();
    if (this.#json[this.#at] === close) this.#at += 1;
    else {
      for (let index = 0; ; index += 1) {
        member(index);
        if (this.#json[this.#at] !== ',') break;
        this.#at += 1;
      }
      this.#expect(close);
    }
  }

  /** Returns the span of the string that starts here, without its quotes. */
  #text(): readonly [start: number, end: number] {
    this.#expect('"');
    const start = this.#at;
    while (this.#json[this.#at] !== '"') {
      if (this.#at >= this.#json.length) throw new Error('invalid JSON');
      this.#at += this.#json[this.#at] === '\\' ? 2 : 1;
    }
    this.#at += 1;
    return [start, this.#at - 1];
  }

  #skip(pattern: RegExp): number {
    pattern.lastIndex = this.#at;
    const length = pattern.exec(this.#json)?.[0].length ?? 0;
    this.#at += length;
    return length;
  }

  #space(): void {
    while (' \n\r\t'.includes(this.#json[this.#at] ?? '.')) this.#at += 1;
  }

  #expect(character: string): void {
    if (this.#json[this.#at] !== character) throw new Error('invalid JSON');
    this.#at += 1;
  }
}
