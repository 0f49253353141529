import { type OperatorFunction, concatMap, defer, map } from 'rxjs';
import { completionFromState, initialCompletionState } from '../reducer/completion-state.js';
import { nextState } from '../reducer/next-state.js';
import { assertStandardSchema } from '../structured/assert-standard-schema.js';
import { validateAnswerValue } from '../structured/validate-answer-value.js';
import { parseCompletionJson } from '../structured/parse-completion-json.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { StandardSchema } from '../wire/standard-schema.js';
import { getRestartingVariant } from '../subscribers/restarting-variant.js';
import { addPartial } from './internal/add-partial.js';
import { lastValue } from './internal/last-value.js';
import { type ChoiceConfig, resolveChoice } from './choice-config.js';

/**
 * Emits the output of the schema for a JSON answer, once the answer is complete and validated.
 *
 *     source  --[1, "Ma--ren"]--|
 *     result  ------------------([1, Maren]|)
 *
 * The source emits the chunks of a stream, the completion of a request without `stream`, or the snapshots of `accumulate`. A
 * Markdown fence around the JSON is ignored, and so is the text outside the fence, unless the answer begins like JSON. An answer
 * that is not JSON, or does not match the schema, fails with a `SchemaError` that has the text and the issues; an answer that was
 * cut off, for example by `max_completion_tokens`, with an `IncompleteCompletionError`; a refusal with a `RefusalError`. When the
 * source fails with a `VeniceError` after the first chunk, the error has the completion so far as `partial`. An empty source gives
 * an empty result.
 *
 * Asynchronous schemas are awaited. The virtual time of a test does not control this wait.
 *
 * @example
 * ```ts
 * import { VeniceClient, responseFormat, toObject } from 'venice-rx';
 * import { z } from 'zod';
 *
 * const Person = z.object({ name: z.string(), age: z.number() });
 * const client = new VeniceClient();
 * client.chat.completions
 *   .create({
 *     model: 'default',
 *     messages: [{ role: 'user', content: 'Invent a person.' }],
 *     response_format: responseFormat(Person, 'person'),
 *   })
 *   .pipe(toObject(Person))
 *   .subscribe(({ name, age }) => console.log(name, age));
 * ```
 */
export function toObject<Output>(
  schema: StandardSchema<unknown, Output>,
  config: ChoiceConfig = {},
): OperatorFunction<ChatCompletion | ChatCompletionChunk, Output> {
  const choice = resolveChoice(config);
  assertStandardSchema(schema);
  return (source) =>
    defer(() => {
      let state = initialCompletionState;
      // Nothing is emitted before the end, so a source that retries may also restart an answer after its first output.
      return getRestartingVariant(source).pipe(
        map((value) => {
          state = nextState(state, value);
          return completionFromState(state);
        }),
        addPartial(() => state),
        lastValue(),
        concatMap((completion) =>
          validateAnswerValue(schema, parseCompletionJson(completion, choice), completion, choice, []),
        ),
      );
    });
}
