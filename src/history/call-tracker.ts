import type { ToolCall } from '../wire/tool-call.js';

/** A tool call of a message, and whether a result for it was found. */
export interface TrackedCall {
  readonly call: ToolCall;
  /** Index among the calls of the message. */
  readonly position: number;
  /** Path of the call, such as `messages[3].tool_calls[0]`. */
  readonly path: string;
  isAnswered: boolean;
}

/** Matches the tool calls of one message with their results. Finds calls by their id, so that checking a history takes linear time. */
export class CallTracker {
  readonly calls: readonly TrackedCall[];
  /** Unanswered calls by id; the first call is the last element, so that `pop` returns it. */
  readonly #unanswered = new Map<string, TrackedCall[]>();
  /** The first call with each id. */
  readonly #firsts = new Map<string, TrackedCall>();

  constructor(calls: readonly ToolCall[] = [], path = '') {
    this.calls = calls.map((call, position) => ({
      call,
      position,
      path: `${path}[${position}]`,
      isAnswered: false,
    }));
    for (const tracked of [...this.calls].reverse()) {
      const { id } = tracked.call;
      this.#firsts.set(id, tracked);
      const sameId = this.#unanswered.get(id);
      if (sameId === undefined) this.#unanswered.set(id, [tracked]);
      else sameId.push(tracked);
    }
  }

  /** Marks the first unanswered call with this id as answered, and returns it; undefined if there is none. */
  answer(id: string): TrackedCall | undefined {
    const tracked = this.#unanswered.get(id)?.pop();
    if (tracked !== undefined) tracked.isAnswered = true;
    return tracked;
  }

  /** Whether no earlier call of the message has the same id. */
  isFirst(tracked: TrackedCall): boolean {
    return this.#firsts.get(tracked.call.id) === tracked;
  }

  unanswered(): readonly TrackedCall[] {
    return this.calls.filter(({ isAnswered }) => !isAnswered);
  }
}
