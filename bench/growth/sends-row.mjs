/** Name of the row of sends, whose sizes are numbers of entries. */
export const sendsRow = 'Conversation, a question and a chunk';
