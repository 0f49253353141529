import { Changes } from './changes.js';

/** An event that comes once, such as the teardown of a source, for a test to wait for. */
export class Flag extends Changes {
  isSet = false;
  /** What has happened when it is set; stands in the error of a test that waits in vain. */
  readonly event: string;

  constructor(event: string) {
    super();
    this.event = event;
  }

  /** The event has come. */
  readonly set = (): void => {
    this.isSet = true;
    this.tell();
  };

  /** Resolves when it has come. */
  wait(): Promise<void> {
    return this.when(() => this.isSet);
  }
}
