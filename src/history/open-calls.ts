import type { ToolCall } from '../wire/tool-call.js';

/** A call without a result. */
export interface OpenCall {
  readonly call: ToolCall;
  readonly position: number;
  readonly path: string;
  isAnswered: boolean;
}

/** The calls of one message and whether they have a result. Indexed by id, so that a history is read in linear time. */
export class OpenCalls {
  readonly calls: readonly OpenCall[];
  /** Calls by id, in reverse order. */
  readonly #waiting = new Map<string, OpenCall[]>();
  readonly #firsts = new Map<string, OpenCall>();

  constructor(calls: readonly ToolCall[] = [], path = '') {
    this.calls = calls.map((call, position) => ({
      call,
      position,
      path: `${path}[${position}]`,
      isAnswered: false,
    }));
    for (const open of [...this.calls].reverse()) {
      const { id } = open.call;
      this.#firsts.set(id, open);
      const sameId = this.#waiting.get(id);
      if (sameId === undefined) this.#waiting.set(id, [open]);
      else sameId.push(open);
    }
  }

  /** Returns the first call with this id that has no result yet. */
  answer(id: string): OpenCall | undefined {
    const open = this.#waiting.get(id)?.pop();
    if (open !== undefined) open.isAnswered = true;
    return open;
  }

  isFirst(open: OpenCall): boolean {
    return this.#firsts.get(open.call.id) === open;
  }

  unanswered(): readonly OpenCall[] {
    return this.calls.filter(({ isAnswered }) => !isAnswered);
  }
}
