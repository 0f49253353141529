// Shows an answer as an object whose fields fill while the answer arrives, and then the complete object, validated with its schema.
import { connect, finalize, ignoreElements, merge, tap } from 'rxjs';
import {
  type DeepPartial,
  RefusalError,
  SchemaError,
  IncompleteCompletionError,
  VeniceClient,
  partialObjects,
  responseFormat,
  toObject,
} from 'venice-rx';
import { z } from 'zod';

const Quest = z.object({
  knight: z.string(),
  danger: z.enum(['none', 'some', 'much']),
  days: z.number().int(),
  places: z.array(z.object({ name: z.string(), isFar: z.boolean() })),
});
const client = new VeniceClient();

client.chat.completions
  .create({
    model: 'default',
    messages: [{ role: 'user', content: 'Plan a quest for Maren, from Alderwick to Bergen and Oslo.' }],
    response_format: responseFormat(Quest, 'quest'),
    stream: true,
  })
  .pipe(
    // Two subscribers of one request: one for the object so far, and one for the complete object.
    connect((chunks$) =>
      merge(chunks$.pipe(partialObjects(Quest), tap(show), ignoreElements()), chunks$.pipe(toObject(Quest))),
    ),
    finalize(() => void client.close()),
  )
  .subscribe({ next: showSummary, error: showError });

/** Every field may be missing. `danger` is an enum, so it is missing until its word is complete. */
function show({ knight = '…', danger, days = 0, places = [] }: DeepPartial<z.input<typeof Quest>>): void {
  console.log(
    `${knight} | ${danger ?? '…'} | ${days} days | ${places.map(({ name = '…' }) => name).join(', ')}`,
  );
}

function showSummary({ knight, places }: z.output<typeof Quest>): void {
  console.log(
    `\n${knight} has ${places.length} places to see, ${places.filter(({ isFar }) => isFar).length} of them far.`,
  );
}

/** A refusal, an incomplete answer and an invalid object have different error classes. */
function showError(error: unknown): void {
  process.exitCode = 1;
  if (error instanceof RefusalError) console.error(`The model will not answer: ${error.refusal}`);
  else if (error instanceof IncompleteCompletionError)
    console.error(`The answer is incomplete: ${error.finishReason}`);
  else if (error instanceof SchemaError) console.error(`${error.message}\n${error.text}`);
  else console.error(error);
}
