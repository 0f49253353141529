import { catchError, firstValueFrom, from, ignoreElements, lastValueFrom, map, of, tap } from 'rxjs';
import { type ChatCompletionChunk, type HttpTransport, VeniceClient, toCompletion } from 'venice-rx';
import { type AnswerSummary, summarizeCompletion, summarizeError } from './answer-summary.js';
import { type Step, startRawServer } from './raw-server.js';

const nothing: AnswerSummary = {};

/** Like {@link receive}, for an answer in one piece. */
export async function receiveWhole(
  steps: readonly Step[],
  transport?: HttpTransport,
): Promise<AnswerSummary> {
  const server = await startRawServer(steps);
  const client = new VeniceClient({ baseURL: server.baseURL, ...(transport && { transport }) });
  try {
    const answer = client.chat.completions.create({ model: 'm', messages: [question] });
    return await firstValueFrom(
      answer.pipe(
        map(summarizeCompletion),
        catchError((error: unknown) => of(summarizeError(error))),
      ),
    );
  } finally {
    await client.close();
    await server.close();
  }
}

/** Sends a chat to a server that answers with these steps, and summarizes the answer. */
export async function receive(steps: readonly Step[], transport?: HttpTransport): Promise<AnswerSummary> {
  const server = await startRawServer(steps);
  const client = new VeniceClient({ baseURL: server.baseURL, ...(transport && { transport }) });
  try {
    const chunks: ChatCompletionChunk[] = [];
    const answer = client.chat.completions.create({ model: 'm', messages: [question], stream: true }).pipe(
      tap((chunk) => chunks.push(chunk)),
      ignoreElements(),
      catchError((error: unknown) => of(summarizeError(error))),
    );
    const failure = await lastValueFrom(answer, { defaultValue: nothing });
    // If the server holds the connection, this waits until the client has closed it.
    await server.waitForSteps();
    const completion = from(chunks).pipe(toCompletion(), map(summarizeCompletion));
    const progress = await lastValueFrom(completion, { defaultValue: nothing });
    return { ...(chunks.length > 0 && { chunks: chunks.length }), ...progress, ...failure };
  } finally {
    await client.close();
    await server.close();
  }
}

const question = { role: 'user', content: 'Hello?' } as const;
