// A server that keeps the chats of its users in SQLite: each request loads the conversation, sends a message, and closes it. A second
// request continues the conversation; another user does not find it. Key and server come from VENICE_API_KEY and VENICE_BASE_URL.
import { firstValueFrom, from } from 'rxjs';
import { Conversation, VeniceClient } from 'venice-rx';
import { answerOnce } from './answer-once.js';
import { openSqlite } from './open-sqlite.js';
import { sqliteStore } from './sqlite-store.js';

const client = new VeniceClient();
const database = await openSqlite();

/** Answers a message of a user. A real server takes the user from the session. */
async function answer(user: string, id: string, text: string): Promise<string> {
  const conversation = Conversation.load(id, client.chat.completions, {
    store: sqliteStore(database, user),
    request: { model: 'default', max_completion_tokens: 120 },
    messages: [{ role: 'system', content: 'Answer in one sentence.' }],
  });
  const content = await answerOnce(conversation, text);
  console.log(`${user}: ${conversation.currentState.messages.length} messages`);
  return content;
}

console.log(await answer('alice', 'chat-1', 'Tell me a story about a brave knight.'));
console.log(await answer('alice', 'chat-1', 'And what happened then?'));
console.log(await answer('bob', 'chat-1', 'And what happened then?'));
const chats = await firstValueFrom(from(sqliteStore(database, 'alice').list()));
console.log(`alice has ${chats.length} chat of revision ${chats[0]?.revision}`);
await client.close();
