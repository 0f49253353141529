// Asks you before a tool runs. Key and server come from VENICE_API_KEY and VENICE_BASE_URL.
import { defer, finalize, fromEvent, map, merge, timer, type Observable } from 'rxjs';
import { VeniceClient, runTools, tool, type ApprovalRequest } from 'venice-rx';
import { z } from 'zod';

/** Time that the user has to answer, in milliseconds. */
const approvalTimeout = 5000;

const sendMail = tool({
  name: 'send_mail',
  description: 'Sends a mail.',
  inputSchema: z.object({ to: z.string(), text: z.string() }),
  execute: ({ to }) => `sent to ${to}`,
});

const client = new VeniceClient();
runTools(
  client.chat.completions,
  { model: 'default', messages: [{ role: 'user', content: 'Send a mail to Maren that says Hello.' }] },
  { tools: [sendMail], approve: askUser },
)
  .pipe(finalize(() => void client.close()))
  .subscribe({
    next: (event) => {
      if (event.type === 'tool-result') console.log(event.error ? 'It did not run.' : 'It ran.');
      if (event.type === 'completion') console.log(event.completion.choices[0]?.message.content);
    },
    error: (error: unknown) => {
      console.error(error instanceof Error ? `${error.name}: ${error.message}` : error);
      process.exitCode = 1;
    },
  });

/** Decides with the first line that the user types, or after a timeout. A string rejects the call, and is sent to the model. */
function askUser({ name, args }: ApprovalRequest): Observable<boolean | string> {
  return defer(() => {
    console.log(`May ${name} run with ${JSON.stringify(args)}? y, or Enter for no:`);
    const decision = fromEvent(process.stdin, 'data').pipe(map((line) => String(line).startsWith('y')));
    const timeout = timer(approvalTimeout).pipe(map(() => 'The user did not answer in time.'));
    return merge(decision, timeout).pipe(finalize(() => process.stdin.pause()));
  });
}
