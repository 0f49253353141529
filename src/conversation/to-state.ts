import type { ConversationState } from './conversation-state.js';
import { toSnapshot } from './open-step.js';
import type { RunProgress } from './run-progress.js';
import type { RunOutcome } from './run-end.js';
import type { CommandQueue } from './command-queue.js';
import type { LiveEntry } from './live-entry.js';
import type { ConversationEntry } from './tree/conversation-entry.js';
import type { ConversationTree } from './tree/conversation-tree.js';

/** Returns the state of a conversation. Its arrays are created when they are read, and do not change with the tree. */
export function toState<Metadata>(
  { entries, messages }: ConversationTree<Metadata>,
  { commands, isHeld }: Pick<CommandQueue<Metadata>, 'commands' | 'isHeld'>,
  run: RunProgress | undefined,
  outcome: RunOutcome,
  live: LiveEntry<Metadata> | undefined,
): ConversationState<Metadata> {
  let path = live === undefined ? entries : undefined;
  return {
    get entries() {
      path ??= live === undefined ? entries : entries.replaceLast(live.entry);
      return path.array;
    },
    get messages() {
      return messages.array;
    },
    queue: commands,
    isHeld,
    ...(run === undefined ? toIdle(outcome, entries.last) : toRunning(run)),
  };
}

function toRunning({ status, snapshot, toolCalls, completion, totals }: RunProgress) {
  return {
    ...totals,
    status,
    isRunning: true,
    toolCalls,
    ...(snapshot && { snapshot }),
    ...(completion && { completion }),
  } as const;
}

/** Without a run, the last shown answer may have calls that await an approval, since the conversation was loaded with them. */
function toIdle(outcome: RunOutcome, last: ConversationEntry | undefined) {
  if (last?.status !== 'awaiting-approval') return { ...outcome, isRunning: false, toolCalls: none } as const;
  const { error: _, ...others } = outcome;
  const { status, toolCalls } = last;
  return { ...others, status, isRunning: false, toolCalls, snapshot: toSnapshot(last) } as const;
}

const none = [] as const;
