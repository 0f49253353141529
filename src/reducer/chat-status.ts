/**
 * Statuses of chats, chat resources, conversations and tool calls; each of these uses some of them.
 * - `loading`: the conversation is being read from its store;
 * - `queued`: the conversation waits until the run of another tab or conversation with the same store has ended;
 * - `idle`: nothing is running;
 * - `pending`: the request is sent or queued, and no output has arrived;
 * - `streaming`: the answer is arriving;
 * - `running-tools`: the tools called by the answer are running;
 * - `running`: this tool call is running;
 * - `awaiting-approval`: this tool call, or a tool call of the answer, waits for the user's approval;
 * - `done`, `stopped`, `failed`: the answer or the tool call has ended.
 */
export type ChatStatus =
  | 'loading'
  | 'queued'
  | 'idle'
  | 'pending'
  | 'streaming'
  | 'running-tools'
  | 'running'
  | 'awaiting-approval'
  | 'done'
  | 'stopped'
  | 'failed';
