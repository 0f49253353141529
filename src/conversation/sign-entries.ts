import { ToolError } from '../errors/tool-error.js';
import type { ApprovalSigner } from '../history/approval-signer.js';
import { getToolCalls } from '../history/get-tool-calls.js';
import type { SavedEntry } from './tree/conversation-entry.js';

/** Entries of an export with the signatures of those that have calls or a result, or instruct the model. */
export function signEntries<Metadata>(
  entries: readonly SavedEntry<Metadata>[],
  signer: ApprovalSigner,
): readonly SavedEntry<Metadata>[] {
  return entries.map((entry) =>
    isSigned(entry) ? { ...entry, signature: signer.sign(toSignedFields(entry)) } : entry,
  );
}

/** Throws a `ToolError` if such an entry of an export is not signed, or was altered. */
export function verifyEntries(entries: readonly SavedEntry[], signer: ApprovalSigner): void {
  for (const entry of entries) {
    const { id, message, toolCalls = [], signature } = entry;
    if (!isSigned(entry) || (signature !== undefined && signer.verify(toSignedFields(entry), signature)))
      continue;
    const [call] =
      message.role === 'assistant' ? getToolCalls(message) : toolCalls.map((saved) => saved.call);
    throw new ToolError({
      message: `the entry '${id}' of \`from\` is not signed, or was altered`,
      reason: 'approval',
      toolName: call?.function.name ?? '',
      callId: message.role === 'tool' ? message.tool_call_id : (call?.id ?? ''),
    });
  }
}

function isSigned({ message, toolCalls = [] }: SavedEntry): boolean {
  const calls = message.role === 'assistant' ? message.tool_calls : undefined;
  const isInstruction = message.role === 'system' || message.role === 'developer';
  return isInstruction || message.role === 'tool' || toolCalls.length > 0 || (calls?.length ?? 0) > 0;
}

/** Everything that decides what runs, and what the model takes for a result or an instruction; its place too, so that it cannot be moved or copied. */
function toSignedFields({ id, parentId, status, message, toolCalls }: SavedEntry): unknown {
  return { id, parentId, status, message, ...(toolCalls && { toolCalls }) };
}
