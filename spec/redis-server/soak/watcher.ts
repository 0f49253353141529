import type { WatchCommand, WatcherReport } from './messages.js';

/** Any other end is a fault. */
const allowedEnds = ['completed', 'RunLostError'];

/** A page that follows a run, and continues on another node after its last frame. */
export class Watcher {
  readonly name: string;
  readonly run: string;
  readonly prompt: string | undefined;
  text = '';
  offset: string | undefined;
  end: string | undefined;

  /** With a prompt, it starts the run. */
  constructor(name: string, run: string, prompt?: string) {
    this.name = name;
    this.run = run;
    this.prompt = prompt;
  }

  /** The command to start or continue. A page without frames sends its first request again. */
  toCommand(): WatchCommand {
    const { name: watcher, run, prompt, offset: after } = this;
    if (after !== undefined) return { watcher, run, after };
    return prompt === undefined ? { watcher, run } : { watcher, run, prompt };
  }

  receive({ text, offset, end }: Omit<WatcherReport, 'watcher'>): void {
    this.text += text;
    if (offset !== undefined) this.offset = offset;
    if (end !== undefined) this.end = end;
  }

  /** Describes the fault of a watcher that should have ended, if it has one. */
  findFault(answer: string): string | undefined {
    const { end, text, name } = this;
    if (end === undefined) return `${name} has not ended`;
    if (!allowedEnds.includes(end)) return `${name} ended by ${end}`;
    if (end === 'completed' ? text === answer : answer.startsWith(text)) return undefined;
    return `${name} ended as ${end} with another answer: ${text.slice(0, 200)}`;
  }
}
