import type { ChatMessage } from '../wire/chat-message.js';
import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';
import type { ApprovalSigner } from '../history/approval-signer.js';
import { isRecord } from '../json/is-record.js';
import { assertOption } from '../options/invalid-option.js';
import type { InterruptedRun } from './conversation-state.js';
import type { LoadedConversation } from './load-messages.js';
import type { QueuedCommand } from './queued-command.js';
import { readVersion1 } from './read-version-1.js';
import { readVersion2 } from './read-version-2.js';
import type { RunOutcome } from './run-end.js';
import { signEntries } from './sign-entries.js';
import type { SavedEntry } from './tree/conversation-entry.js';
import type { ConversationTree } from './tree/conversation-tree.js';
import type { TreeChange } from './tree/tree-change.js';

/** A conversation as plain JSON: the return value of `export()` and the option `from` of a `Conversation`. */
export interface ConversationExport<Metadata = unknown> {
  /** Version of this format. */
  readonly version: 2;
  /** All entries, also of the versions that are not shown, each after its parent. */
  readonly entries: readonly SavedEntry<Metadata>[];
  /** Ids of the selected entries, for each entry that has several versions. */
  readonly selected: readonly string[];
  /** The queued commands. When the export is loaded, they are held. */
  readonly queue: readonly QueuedCommand<Metadata>[];
  /** Tokens of all answers, as far as reported by the server. */
  readonly usage?: CompletionUsage;
  /** Cost of all answers, as far as reported by the server. */
  readonly cost?: CompletionCost;
  /** Where `regenerate` continues, if the last run was stopped or has failed. */
  readonly interrupted?: InterruptedRun;
}

/** An older format than {@link ConversationExport}: a history with one version of each message. It can still be loaded. */
export interface ConversationExportV1 {
  /** Version of this format. */
  readonly version: 1;
  /** The history. */
  readonly messages: readonly ChatMessage[];
  /** Tokens of all answers, as far as reported by the server. */
  readonly usage?: CompletionUsage;
  /** Cost of all answers, as far as reported by the server. */
  readonly cost?: CompletionCost;
  /** Where `regenerate` continues: after the first `keep` messages of the history, followed by these `messages`. */
  readonly interrupted?: { readonly keep: number; readonly messages: readonly ChatMessage[] };
}

/** Reads an export; throws a `TypeError` that names the invalid field. */
export function readExport<Metadata>(value: unknown, newId: () => string): LoadedConversation<Metadata> {
  assertOption(isRecord(value), 'from', 'the result of export()', value);
  const { version } = value;
  if (version === 1) return readVersion1(value, newId);
  assertOption(version === 2, 'from.version', '1 or 2', version);
  return readVersion2(value);
}

/** Returns the conversation as plain JSON. The export contains `changes`, which are not applied to the tree itself. */
export function writeExport<Metadata>(
  tree: ConversationTree<Metadata>,
  changes: readonly TreeChange<never>[],
  queue: readonly QueuedCommand<Metadata>[],
  { usage, cost, interrupted }: RunOutcome,
  signer?: ApprovalSigner,
): ConversationExport<Metadata> {
  const exportedTree = changes.length > 0 ? tree.clone() : tree;
  exportedTree.apply(changes);
  const exported: ConversationExport<Metadata> = {
    version: 2,
    entries: exportedTree.saved,
    selected: exportedTree.selected,
    queue,
    ...(usage && { usage }),
    ...(cost && { cost }),
    ...(interrupted && { interrupted }),
  };
  const plain = toPlain(exported);
  return signer === undefined ? plain : { ...plain, entries: signEntries(plain.entries, signer) };
}

function toPlain<Export>(exported: Export): Export {
  try {
    return JSON.parse(JSON.stringify(exported)) as Export;
  } catch (cause) {
    throw new TypeError('the conversation must consist of plain JSON values', { cause });
  }
}
