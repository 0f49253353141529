/** Initial number of properties that may be copied: a document with few properties gets every snapshot. */
const initialCopies = 400_000;
/** Number of further properties that may be copied for each character received. */
const copiesPerCharacter = 8;

/**
 * Keeps the work of all snapshots of a document linear. A snapshot copies open containers, so a document with thousands of open properties
 * gets a snapshot only once enough characters have arrived since the last one.
 */
export class SnapshotBudget {
  #copies = initialCopies;

  /** Adds received characters. */
  earn(characters: number): void {
    this.#copies += characters * copiesPerCharacter;
  }

  /** Whether the budget allows a snapshot of this width; deducts its cost. */
  spend(width: number): boolean {
    if (width > this.#copies) return false;
    this.#copies -= width;
    return true;
  }
}
