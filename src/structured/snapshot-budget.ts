/** Initial number of properties that may be copied: smaller objects get every snapshot. */
const initialCopies = 400_000;
const copiesForCharacter = 8;

/**
 * Keeps the work of all snapshots of a document linear. A snapshot copies open containers, so a document with thousands of open
 * properties does not get every snapshot, but one per a number of characters.
 */
export class SnapshotBudget {
  #copies = initialCopies;

  /** Adds received characters. */
  earn(characters: number): void {
    this.#copies += characters * copiesForCharacter;
  }

  /** Whether the budget allows a snapshot of this width; deducts its cost. */
  spend(width: number): boolean {
    if (width > this.#copies) return false;
    this.#copies -= width;
    return true;
  }
}
