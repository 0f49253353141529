import { catchError, firstValueFrom, from, ignoreElements, lastValueFrom, map, of, tap } from 'rxjs';
import { type ChatCompletionChunk, type HttpTransport, VeniceClient, toCompletion } from 'venice-rx';
import { type Facts, factsOfCompletion, factsOfError } from './facts.js';
import { type Step, startRawServer } from './raw-server.js';

const nothing: Facts = {};

/** Like {@link receive}, for an answer in one piece. */
export async function receiveWhole(steps: readonly Step[], transport?: HttpTransport): Promise<Facts> {
  const server = await startRawServer(steps);
  const client = new VeniceClient({ baseURL: server.baseURL, ...(transport && { transport }) });
  try {
    const answer = client.chat.completions.create({ model: 'm', messages: [question] });
    return await firstValueFrom(
      answer.pipe(
        map(factsOfCompletion),
        catchError((error: unknown) => of(factsOfError(error))),
      ),
    );
  } finally {
    await client.close();
    await server.close();
  }
}

/** Asks a server that answers with these bytes, through the client, and tells what became of it. */
export async function receive(steps: readonly Step[], transport?: HttpTransport): Promise<Facts> {
  const server = await startRawServer(steps);
  const client = new VeniceClient({ baseURL: server.baseURL, ...(transport && { transport }) });
  try {
    const chunks: ChatCompletionChunk[] = [];
    const answer = client.chat.completions.create({ model: 'm', messages: [question], stream: true }).pipe(
      tap((chunk) => chunks.push(chunk)),
      ignoreElements(),
      catchError((error: unknown) => of(factsOfError(error))),
    );
    const failure = await lastValueFrom(answer, { defaultValue: nothing });
    // A server that holds its connection is through when the client has closed it.
    await server.played();
    const completion = from(chunks).pipe(toCompletion(), map(factsOfCompletion));
    const progress = await lastValueFrom(completion, { defaultValue: nothing });
    return { ...(chunks.length > 0 && { chunks: chunks.length }), ...progress, ...failure };
  } finally {
    await client.close();
    await server.close();
  }
}

const question = { role: 'user', content: 'Hello?' } as const;
