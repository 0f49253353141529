/** Properties that may be copied at the beginning: smaller objects are shown at every chance. */
const initialCopies = 400_000;
const copiesForCharacter = 8;

/**
 * Keeps the work of all snapshots of a document linear. A snapshot copies what is open; so of a document with thousands of
 * open properties not every one is made, but one for every so many characters.
 */
export class SnapshotBudget {
  #copies = initialCopies;

  /** More of the document has come. */
  earn(characters: number): void {
    this.#copies += characters * copiesForCharacter;
  }

  /** Whether a snapshot of this width can be afforded; it is then paid for. */
  spend(width: number): boolean {
    if (width > this.#copies) return false;
    this.#copies -= width;
    return true;
  }
}
