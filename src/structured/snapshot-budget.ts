/**
 * Initial number of properties that may be copied: enough for one snapshot for each of the first 900 properties of an object. So many copies
 * take about 15 ms in all.
 */
const initialCopies = 400_000;
/** Number of further properties that may be copied for each received character. They take about 0.3 µs, far less than the model needs. */
const copiesPerCharacter = 8;

/**
 * Keeps the work of all snapshots of a document linear in its length. A snapshot copies open containers, so a document with thousands of open
 * properties gets a snapshot only if enough characters have arrived since the last one.
 */
export class SnapshotBudget {
  #copies = initialCopies;

  /** Adds received characters. */
  earn(characters: number): void {
    this.#copies += characters * copiesPerCharacter;
  }

  /** Whether the budget allows a snapshot that copies `width` properties; if so, deducts them. */
  spend(width: number): boolean {
    if (width > this.#copies) return false;
    this.#copies -= width;
    return true;
  }
}
