import { ToolError } from '../errors/tool-error.js';
import type { ApprovalSigner } from '../history/approval-signer.js';
import { getToolCalls } from '../history/get-tool-calls.js';
import type { SavedEntry } from './tree/conversation-entry.js';

/** Returns the entries of an export, with a signature for each one that has tool calls, or is a tool, system or developer message. */
export function signEntries<Metadata>(
  entries: readonly SavedEntry<Metadata>[],
  signer: ApprovalSigner,
): readonly SavedEntry<Metadata>[] {
  return entries.map((entry) =>
    needsSignature(entry) ? { ...entry, signature: signer.sign(toSignedFields(entry)) } : entry,
  );
}

/** Throws a `ToolError` if an entry of an export that requires a signature has none, or was altered. */
export function verifyEntries(entries: readonly SavedEntry[], signer: ApprovalSigner): void {
  for (const entry of entries) {
    const { id, message, toolCalls = [], signature } = entry;
    if (
      !needsSignature(entry) ||
      (signature !== undefined && signer.verify(toSignedFields(entry), signature))
    )
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

function needsSignature({ message, toolCalls = [] }: SavedEntry): boolean {
  const calls = message.role === 'assistant' ? message.tool_calls : undefined;
  const isInstruction = message.role === 'system' || message.role === 'developer';
  return isInstruction || message.role === 'tool' || toolCalls.length > 0 || (calls?.length ?? 0) > 0;
}

/**
 * Returns the fields that a signature covers: the fields that decide which calls run and what the model reads as a result or an instruction,
 * and the ids, so that an entry cannot be moved or copied.
 */
function toSignedFields({ id, parentId, status, message, toolCalls }: SavedEntry): unknown {
  return { id, parentId, status, message, ...(toolCalls && { toolCalls }) };
}
