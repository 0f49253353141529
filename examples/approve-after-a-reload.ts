// Exports a conversation in which a tool call waits for an approval. A second conversation, created from the export, approves the call,
// as another process would. Key and server come from VENICE_API_KEY and VENICE_BASE_URL.
import { filter, firstValueFrom } from 'rxjs';
import { Conversation, VeniceClient, tool, type ConversationExport } from 'venice-rx';
import { approvalSigner } from 'venice-rx/node';
import { z } from 'zod';

const sendMail = tool({
  name: 'send_mail',
  description: 'Sends a mail.',
  inputSchema: z.object({ to: z.string(), text: z.string() }),
  needsApproval: true,
  execute: ({ to }) => {
    console.log(`Sending a mail to ${to}.`);
    return `sent to ${to}`;
  },
});

const client = new VeniceClient();

/** Opens a conversation, as a server does for each request of a page. The page keeps the export, and the server the secret that signs it. */
function open(from?: ConversationExport): Conversation {
  return new Conversation(client.chat.completions, {
    request: { model: 'default' },
    tools: [sendMail],
    from,
    approvalSigner: approvalSigner({
      secret: process.env['APPROVAL_SECRET'] ?? 'thirty-two characters for a demo',
      conversationId: 'thread-1',
    }),
  });
}

const first = open();
first.send('Send a mail to Maren that says Hello.');
await firstValueFrom(
  first.state.pipe(filter(({ status }) => status === 'awaiting-approval' || status === 'failed')),
);
const saved = JSON.stringify(first.export());
first.close(); // the page is reloaded; the process could end here

const second = open(JSON.parse(saved) as ConversationExport);
const [toolCall] = second.currentState.toolCalls;
if (toolCall) {
  console.log(
    `May ${toolCall.call.function.name} run with ${toolCall.call.function.arguments}? Yes, but to Ida.`,
  );
  second.respondToApproval(toolCall.call.id, { approved: true, arguments: { to: 'Ida', text: 'Hello.' } });
  const { completion, error } = await firstValueFrom(
    second.state.pipe(filter(({ isRunning }) => !isRunning)),
  );
  if (error) throw error;
  console.log(completion?.choices[0]?.message.content);
}

// The signature does not match an export that the page has changed.
const altered = JSON.parse(saved.replaceAll('Maren', 'Eve')) as ConversationExport;
try {
  open(altered);
} catch (error) {
  console.log(error instanceof Error ? `${error.name}: ${error.message}` : error);
}
second.close();
await client.close();
