/**
 * Status words of chats, chat resources, conversations and their tool calls; each uses some of them. `loading`: the
 * conversation is being read from its store; `queued`: it waits until another one over the same store has ended its run; `idle`: nothing is running;
 * `pending`: the request is sent, and no output has arrived; `streaming`: the answer is arriving; `running-tools`: the tools
 * called by the answer are running; `running`: this tool call is running; `awaiting-approval`: this call, or one of the calls, waits
 * for the user; `done`, `stopped` and `failed`: it has ended.
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
