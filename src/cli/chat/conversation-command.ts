/** Help at the start of a conversation. */
export const conversationHelp =
  '/help lists the commands, /clear starts over, /exit ends, Ctrl-C stops an answer.';

/** Output of `/help`. */
export const commandList = `/model       shows the model; /model NAME changes it from the next question on
/clear       starts over: the model no longer receives the earlier messages
/exit        ends the conversation, like Ctrl-D
/help        lists the commands
Ctrl-C       stops an answer; at the prompt, discards the prompt
Alt-Enter    continues the prompt in the next line, like a \\ at the end of a line; pasted lines are one prompt
To send a line that begins with a /, begin it with a space.`;

/** A command of a conversation, and the text after it. */
export interface ConversationCommand {
  readonly name: string;
  readonly argument: string;
}

/**
 * Returns the command of a prompt that starts with a `/` and a word without another `/`, so that a question may start with a path.
 * Returns undefined for any other prompt and for a prompt of several lines, which is a question.
 */
export function parseCommand(line: string): ConversationCommand | undefined {
  const [, name, argument = ''] = /^(\/[^\s/]*)(?:[ \t](.*))?$/.exec(line) ?? [];
  return name === undefined ? undefined : { name, argument: argument.trim() };
}

/** Creates the message for an unknown command. */
export function unknownCommand(command: string): string {
  return `Unknown command ${command}: ${conversationHelp} To send it as a prompt, begin with a space.`;
}
