import { Changes } from './changes.js';

/** An event that happens once, such as the teardown of a source, for a spec to wait for. */
export class Flag extends Changes {
  isSet = false;
  /** Description of the event, for the error of a spec that waits for it in vain. */
  readonly event: string;

  constructor(event: string) {
    super();
    this.event = event;
  }

  /** Must be called when the event happens. */
  readonly set = (): void => {
    this.isSet = true;
    this.notify();
  };

  /** Resolves when the event has happened. */
  wait(): Promise<void> {
    return this.when(() => this.isSet);
  }
}
