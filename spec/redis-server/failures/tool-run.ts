import { NEVER, type Observable, map, of } from 'rxjs';
import {
  type ChatMessage,
  type ToolRunEvent,
  type VeniceClient,
  repairHistory,
  runTools,
  tool,
} from 'venice-rx';
import type { LostRun } from 'venice-rx/durable';

/** A tool run whose second tool never returns, and its continuation by another node after the last tool result. */
export interface ToolRun {
  readonly start: (content: string) => Observable<unknown>;
  readonly continueAfter: (lost: LostRun) => Observable<unknown>;
}

export function createToolRun(venice: VeniceClient, onExecute: (name: string) => void): ToolRun {
  const createTool = (name: string, result: Observable<unknown>): ReturnType<typeof tool> =>
    tool({
      name,
      description: name,
      execute: () => {
        onExecute(name);
        return result;
      },
    });
  const tools = [createTool('quick', of('done')), createTool('slow', NEVER)];
  const run = (messages: readonly ChatMessage[]): Observable<unknown> =>
    runTools(venice.chat.completions, { model: 'default', messages }, { tools }).pipe(
      map((event) => (event.type === 'chunk' ? { ...event, snapshot: undefined } : event)),
    );
  const start = (content: string): Observable<unknown> => run([{ role: 'user', content }]);
  return {
    start,
    continueAfter: ({ input, values }) => {
      const last = (values as readonly ToolRunEvent[]).findLast(
        ({ type }) => type === 'step' || type === 'tool-result',
      );
      return last && 'messages' in last ? run(repairHistory(last.messages)) : start(input as string);
    },
  };
}
