import type { WatchCommand, WatcherReport } from './messages.js';

/** Ends of a run, and of a request that a page would repeat. All other errors would be faults. */
const typedEnds = ['completed', 'RunLostError'];

/** A page that follows one run, and continues on another node after the last frame that it knows. */
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

  /** How to go on: a page that has seen nothing sends its request again. */
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

  /** What is wrong with what it has received, once it should have ended; undefined if nothing. */
  fault(answer: string): string | undefined {
    const { end, text, name } = this;
    if (end === undefined) return `${name} has not ended`;
    if (!typedEnds.includes(end)) return `${name} ended by ${end}`;
    if (end === 'completed' ? text === answer : answer.startsWith(text)) return undefined;
    return `${name} ended as ${end} with another answer: ${text.slice(0, 200)}`;
  }
}
