// Answers one message and closes the conversation. `persist-a-chat` uses it.
import { filter, firstValueFrom, lastValueFrom, mergeMap, race, throwError } from 'rxjs';
import type { Conversation } from 'venice-rx';

/** Sends a message, closes the conversation, and waits until it is saved. Rejects if the conversation cannot be loaded, or if the run fails. */
export async function answerOnce(conversation: Conversation, text: string): Promise<string> {
  // A conversation that cannot be loaded keeps its commands for `retryLoad`, so `completion` alone would wait forever.
  const failure = conversation.state.pipe(
    filter(({ status }) => status === 'failed'),
    mergeMap(({ error }) => throwError(() => error)),
  );
  try {
    const { choices } = await firstValueFrom(race(conversation.send(text).completion, failure));
    return choices[0]?.message.content ?? '';
  } finally {
    conversation.close();
    await lastValueFrom(conversation.whenSaved());
  }
}
