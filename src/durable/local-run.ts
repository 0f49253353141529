import type { RunClaim } from './run-store.js';

/** A run that this process produces. */
export interface LocalRun {
  readonly claim: RunClaim;
  /** Number of characters that have not been written to the store. */
  readonly unflushed: number;
  /** Called when the claim is not valid any more: cancels the source, and writes nothing more. */
  fence(): void;
  /** Called when the store is not available: cancels the source, and writes nothing more. */
  abandon(error: unknown): void;
  /** Lets another process continue the run if `onLost` allows this; otherwise ends the run as lost. */
  giveUp(): void;
}

/** Identifies a claim among those of one process. */
export function claimKey({ id, epoch, owner }: RunClaim): string {
  return `${epoch} ${owner} ${id}`;
}
