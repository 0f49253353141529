// Holds a conversation: stops an answer, edits the question, exports the conversation, and continues it from the export. Key and
// server come from VENICE_API_KEY and VENICE_BASE_URL.
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
  let shownLength = 0;
  conversation.state.subscribe(({ snapshot, error }) => {
    const text = snapshot?.choices[0]?.message.content ?? '';
    process.stdout.write(text.slice(shownLength));
    shownLength = text.length;
    if (error) {
      console.error(`${error.name}: ${error.message}`);
      process.exitCode = 1;
    }
  });
  return conversation;
}

/** Waits until the conversation has no run. */
async function whenSettled({ state }: Conversation): Promise<void> {
  const { completion, messages } = await firstValueFrom(state.pipe(filter(({ isRunning }) => !isRunning)));
  const end = completion?.choices[0]?.finish_reason ?? 'stopped';
  console.log(`\n— ${end}; ${messages.length} messages\n`);
}

const first = open();
first.send('Tell me a story about a brave knight.');
timer(1000).subscribe(() => {
  first.stop(); // keeps the text so far in the history
});
await whenSettled(first);

const [, question] = first.currentState.entries;
// Adds a second version of the question. The first version and its answer stay in the conversation.
if (question) first.edit(question.id, 'Tell me a story about a brave dragon.');
await whenSettled(first);

const saved = JSON.stringify(first.export());
first.close();

const second = open(JSON.parse(saved) as ConversationExport);
second.send('And what happened then?');
await whenSettled(second);
console.log(`${second.currentState.usage?.total_tokens ?? '?'} tokens in total`);
second.close();
await client.close();
