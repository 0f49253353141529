// Holds a conversation: asks, stops an answer, asks for another one, saves it all and goes on. Key and server come from
// VENICE_API_KEY and VENICE_BASE_URL.
import { filter, firstValueFrom, timer } from 'rxjs';
import { Conversation, VeniceClient, trimToTokens, type ConversationExport } from 'venice-rx';

const client = new VeniceClient();

function open(from?: ConversationExport): Conversation {
  const conversation = new Conversation(client.chat.completions, {
    request: { model: 'default', max_completion_tokens: 120 },
    messages: [{ role: 'system', content: 'Tell stories of a hundred words.' }],
    trim: trimToTokens({ maxTokens: 8000 }),
    from,
  });
  let shown = 0;
  conversation.state.subscribe(({ snapshot, error }) => {
    const text = snapshot?.choices[0]?.message.content ?? '';
    process.stdout.write(text.slice(shown));
    shown = text.length;
    if (error) {
      console.error(`${error.name}: ${error.message}`);
      process.exitCode = 1;
    }
  });
  return conversation;
}

/** Waits until nothing runs any more. */
async function settled({ state }: Conversation): Promise<void> {
  const { completion, messages } = await firstValueFrom(state.pipe(filter(({ isRunning }) => !isRunning)));
  const end = completion?.choices[0]?.finish_reason ?? 'stopped';
  console.log(`\n— ${end}; ${messages.length} messages\n`);
}

const first = open();
first.send('Tell me a story about a brave knight.');
timer(1000).subscribe(() => {
  first.stop(); // what had come is kept, and can be sent
});
await settled(first);

const [, question] = first.currentState.entries;
// Adds a version of the question; the first one stays, with its answer.
if (question) first.edit(question.id, 'Tell me a story about a brave dragon.');
await settled(first);

const saved = JSON.stringify(first.export());
first.close();

const second = open(JSON.parse(saved) as ConversationExport);
second.send('And what happened then?');
await settled(second);
console.log(`${second.currentState.usage?.total_tokens ?? '?'} tokens in all`);
second.close();
await client.close();
