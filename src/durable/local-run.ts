import type { RunClaim } from './run-store.js';

/** A run that this process produces. */
export interface LocalRun {
  readonly claim: RunClaim;
  /** Number of characters that have not been written to the store. */
  readonly unflushed: number;
  /** Call this when the claim is not valid any more: cancels the source, and writes nothing more. */
  fence(): void;
  /** Cancels the source, since nothing can be written. */
  abandon(error: unknown): void;
  /** Lets another process continue the run if it may, else ends it as lost. */
  giveUp(): void;
}

/** Identifies a claim among those of one process. */
export function claimKey({ id, epoch, owner }: RunClaim): string {
  return `${epoch} ${owner} ${id}`;
}
