// Streams a story to the terminal. Key and server come from VENICE_API_KEY and VENICE_BASE_URL.
import { finalize, tap } from 'rxjs';
import {
  APIError,
  toCompletion,
  VeniceClient,
  type ChatCompletion,
  type ChatCompletionChunk,
} from 'venice-rx';

const client = new VeniceClient();
const startedAt = performance.now();
let firstTokenAt: number | undefined;

client.chat.completions
  .create({
    model: 'default',
    messages: [{ role: 'user', content: 'Tell me a story about a brave knight.' }],
    stream: true,
  })
  .pipe(
    tap(printContent), // every chunk, as it arrives
    toCompletion(), // emits the whole completion at the end
    finalize(() => void client.close()),
  )
  .subscribe({ next: printSummary, error: printError });

function printContent(chunk: ChatCompletionChunk): void {
  const content = chunk.choices?.[0]?.delta?.content;
  if (typeof content !== 'string' || content === '') return; // the first chunk and the last ones have no text
  firstTokenAt ??= performance.now();
  process.stdout.write(content);
}

function printSummary({ usage, cost }: ChatCompletion): void {
  const firstToken = Math.round((firstTokenAt ?? performance.now()) - startedAt);
  const tokens = `${usage?.prompt_tokens ?? '?'} prompt + ${usage?.completion_tokens ?? '?'} completion tokens`;
  console.log(`\n\n${tokens}, $${cost?.usd.toFixed(6) ?? '?'}, first token after ${firstToken} ms`);
}

function printError(error: unknown): void {
  console.error(error instanceof APIError ? `${error.name}: ${error.message}` : error);
  process.exitCode = 1;
}
