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

  /** How it stands. */
  report(): Promise<RunReport> {
    return this.recording.evaluate((recording) => window.contract.reportOf(recording));
  }

  /** How it has ended, as soon as it has. */
  ended(): Promise<RunReport> {
    return this.recording.evaluate(async (recording, within) => {
      await recording.when(() => recording.end !== 'none yet', within);
      return window.contract.reportOf(recording);
    }, maxWait);
  }
}
