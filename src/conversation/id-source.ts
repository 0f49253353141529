import { isNonEmptyString } from '../json/is-non-empty-string.js';

/** Creates ids that are new in a conversation. */
export class IdSource {
  readonly #generate: () => string;
  readonly #isUsed: (id: string) => boolean;
  /** Ids whose entries may not be in the conversation yet. */
  readonly #issued = new Set<string>();

  constructor(generate: () => string, isUsed: (id: string) => boolean) {
    this.#generate = generate;
    this.#isUsed = isUsed;
  }

  /** Returns a new id. Throws if the generator repeats one. */
  readonly next = (): string => {
    const id: unknown = this.#generate();
    const isNew = isNonEmptyString(id) && !this.#isUsed(id) && !this.#issued.has(id);
    if (!isNew) throw new TypeError('`generateId` must return a string that it has not returned before');
    this.#issued.add(id);
    return id;
  };

  /** Forgets the issued ids. Call it when each of their entries is in the conversation, or will never be. */
  forget(): void {
    this.#issued.clear();
  }
}
