import { type OperatorFunction, concatMap, defer, map } from 'rxjs';
import { completionFromState, initialCompletionState } from '../reducer/completion-state.js';
import { nextState } from '../reducer/next-state.js';
import { assertStandardSchema } from '../structured/assert-standard-schema.js';
import { checked } from '../structured/checked.js';
import { jsonOfCompletion } from '../structured/json-of-completion.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { StandardSchema } from '../wire/standard-schema.js';
import { addPartial } from './internal/add-partial.js';
import { lastValue } from './internal/last-value.js';
import type { ChoiceConfig } from './choice-config.js';

/**
 * Emits the object that a JSON answer is, once it is whole and its schema has checked it.
 *
 *     source  --[1, "Ma--ren"]--|
 *     result  ----------------([1, Maren]|)
 *
 * The source is one of chunks, or of completions: of one request without `stream`, or of `accumulate`. Fences of Markdown
 * around the JSON, and what stands outside of them, are left out. An answer that is something else, or does not fit, is a
 * `SchemaError` with the text and the issues; one that was cut an `IncompleteCompletionError`; a refusal a `RefusalError`.
 * When the source fails, the error carries what had come as `partial`. An empty source gives an empty result.
 *
 * A schema that is asynchronous is waited for; such a wait is not virtual in a test.
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
  const { choice = 0 } = config;
  assertStandardSchema(schema);
  return (source) =>
    defer(() => {
      let state = initialCompletionState;
      return source.pipe(
        map((value) => completionFromState((state = nextState(state, value)))),
        addPartial(() => state),
        lastValue(),
        concatMap((completion) =>
          checked(schema, jsonOfCompletion(completion, choice), completion, choice, []),
        ),
      );
    });
}
