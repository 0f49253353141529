/** Name of the row of `measureSends`, whose sizes are numbers of entries, not of chunks. */
export const sendsRow = 'Conversation, a question and a chunk';
