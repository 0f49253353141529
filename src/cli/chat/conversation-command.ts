/** What a conversation says at its start. */
export const conversationHelp = '/clear starts over, /exit ends, Ctrl-C stops an answer.';

/**
 * The line, if it is meant for the program and not for the model: a `/` and a word without another one, so that a path
 * can be asked about. Undefined for a question.
 */
export function parseCommand(line: string): string | undefined {
  return /^\/[^\s/]*(?:\s|$)/.test(line) ? line.trim() : undefined;
}

/** What to say of a command that there is not. */
export function unknownCommand(command: string): string {
  return `No command ${command}: ${conversationHelp} A blank in front makes it a question.`;
}
