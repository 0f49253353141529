import type { JSHandle } from 'playwright-core';
import type { Recording } from '../contract/recording.js';
import type { RunReport } from './pages/contract.js';
import { maxWait } from './max-wait.js';

/** A run inside a page. */
export class PageRun {
  private readonly recording: JSHandle<Recording<unknown>>;

  constructor(recording: JSHandle<Recording<unknown>>) {
    this.recording = recording;
  }

  unsubscribe(): Promise<void> {
    return this.recording.evaluate(({ subscription }) => subscription.unsubscribe());
  }

  /** The current state of the run. */
  report(): Promise<RunReport> {
    return this.recording.evaluate((recording) => window.contract.toReport(recording));
  }

  /** Resolves with the state of the run when it has ended. */
  ended(): Promise<RunReport> {
    return this.recording.evaluate(async (recording, within) => {
      await recording.when(() => recording.end !== 'none yet', within);
      return window.contract.toReport(recording);
    }, maxWait);
  }
}
