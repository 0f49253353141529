// Lets the model call a tool, and shows each event of the run. Key and server come from VENICE_API_KEY and VENICE_BASE_URL.
import { concat, finalize, of, timer, map } from 'rxjs';
import { VeniceClient, runTools, tool, type ToolRunEvent } from 'venice-rx';
import { z } from 'zod';

const weather = tool({
  name: 'get_weather',
  description: 'The weather in a city, right now.',
  inputSchema: z.object({ city: z.string() }),
  timeout: 10_000,
  execute: ({ city }) =>
    // Each value is emitted as progress, and the last one is the result for the model.
    concat(
      of(`asking the station of ${city}`),
      timer(500).pipe(map(() => 'the station answers')),
      timer(500).pipe(map(() => ({ city, degrees: 12, sky: 'clear' }))),
    ),
});

const client = new VeniceClient();
runTools(
  client.chat.completions,
  { model: 'default', messages: [{ role: 'user', content: 'What is the weather in Oslo?' }] },
  { tools: [weather] },
)
  .pipe(finalize(() => void client.close()))
  .subscribe({ next: show, error: showError });

function show(event: ToolRunEvent): void {
  switch (event.type) {
    case 'chunk':
      process.stdout.write(getText(event.chunk.choices?.[0]?.delta?.content));
      break;
    case 'tool-call':
      console.log(`→ ${event.call.function.name} ${event.call.function.arguments}`);
      break;
    case 'tool-progress':
      console.log(`  … ${JSON.stringify(event.value)}`);
      break;
    case 'tool-result':
      console.log(`← ${event.message.content}`);
      break;
    case 'completion':
      console.log(`\n\n${event.step} steps, ${event.usage?.total_tokens ?? '?'} tokens`);
  }
}

function getText(content: unknown): string {
  return typeof content === 'string' ? content : '';
}

function showError(error: unknown): void {
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : error);
  process.exitCode = 1;
}
