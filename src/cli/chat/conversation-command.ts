/** Help at the start of a conversation. */
export const conversationHelp = '/clear starts over, /exit ends, Ctrl-C stops an answer.';

/**
 * Returns the line if it starts with a command: a `/` and a word without another `/`, so that a question may start with a path.
 * Undefined for a question.
 */
export function parseCommand(line: string): string | undefined {
  return /^\/[^\s/]*(?:\s|$)/.test(line) ? line.trim() : undefined;
}

/** The message for an unknown command. */
export function unknownCommand(command: string): string {
  return `No command ${command}: ${conversationHelp} A blank in front makes it a question.`;
}
