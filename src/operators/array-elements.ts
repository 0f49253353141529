import { EMPTY, type Observable, type OperatorFunction, concat, concatMap, defer, from, tap } from 'rxjs';
import { completionFromState } from '../reducer/completion-state.js';
import { AnswerSoFar } from '../structured/answer-so-far.js';
import { assertStandardSchema } from '../structured/assert-standard-schema.js';
import { validateAnswerValue } from '../structured/validate-answer-value.js';
import { ElementFinder } from '../structured/element-finder.js';
import { JsonBuilder } from '../structured/json-builder.js';
import { schemaFailure } from '../structured/schema-failure.js';
import { rethrow } from '../subscribers/rethrow.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { StandardSchema } from '../wire/standard-schema.js';
import { addPartial } from './internal/add-partial.js';
import { followedBy } from './internal/followed-by.js';
import { type ChoiceConfig, resolveChoice } from './choice-config.js';

/**
 * Emits each element of an array in a JSON answer once, as soon as it is complete and validated by its schema.
 *
 *     source  --[10,--20, 3--0, 40]---|
 *     result  --10----20-----(30 40)--|
 *
 * `path` locates the array: a property name, an array of property names and array indexes, or `[]` if the answer itself is
 * the array. `schema` validates one element. The first invalid element fails the result with a `SchemaError` that has the
 * full path in its issues; so does an answer without that array. Any other answer that is not complete JSON fails as with
 * `partialObjects`, after the elements received so far.
 *
 * Asynchronous schemas are awaited one element at a time, in order. The virtual time of a test does not control this wait, and an
 * error of the source is emitted without it.
 *
 * @example
 * ```ts
 * import { VeniceClient, arrayElements, responseFormat } from 'venice-rx';
 * import { z } from 'zod';
 *
 * const City = z.object({ name: z.string(), people: z.number() });
 * const client = new VeniceClient();
 * client.chat.completions
 *   .create({
 *     model: 'default',
 *     messages: [{ role: 'user', content: 'List ten cities.' }],
 *     response_format: responseFormat(z.object({ cities: z.array(City) }), 'cities'),
 *     stream: true,
 *   })
 *   .pipe(arrayElements('cities', City))
 *   .subscribe(({ name, people }) => console.log(name, people));
 * ```
 */
export function arrayElements<Output>(
  path: string | readonly (number | string)[],
  schema: StandardSchema<unknown, Output>,
  config: ChoiceConfig = {},
): OperatorFunction<ChatCompletion | ChatCompletionChunk, Output> {
  const choice = resolveChoice(config);
  assertStandardSchema(schema);
  const steps = typeof path === 'string' ? [path] : path;
  return (source) =>
    defer(() => {
      const finder = new ElementFinder(steps);
      const answer = new AnswerSoFar(choice, new JsonBuilder(undefined, finder.onValue));
      const validateFound = (): Observable<Output> => {
        const completion = completionFromState(answer.state);
        return from(finder.take()).pipe(
          concatMap(({ value, index }) =>
            validateAnswerValue(schema, value, completion, choice, [...steps, index]),
          ),
        );
      };
      return source.pipe(
        // Immediately, so that `partial` has every chunk: in `concatMap`, chunks wait for an asynchronous schema.
        tap((chunk) => {
          answer.add(chunk);
        }),
        addPartial(() => answer.state),
        concatMap((chunk) => {
          try {
            answer.read(chunk);
          } catch (error) {
            // Emits the elements that were complete before the invalid character.
            return concat(validateFound(), rethrow(error));
          }
          return validateFound();
        }),
        followedBy(
          defer(() => {
            if (answer.finish() && !finder.hasList)
              throw missingArray(completionFromState(answer.state), choice, steps);
            return EMPTY;
          }),
        ),
      );
    });
}

function missingArray(completion: ChatCompletion, choice: number, path: readonly (number | string)[]): Error {
  const issues = [{ message: 'must be an array', path }];
  return schemaFailure(completion, choice, {
    reason: 'mismatch',
    message: 'the answer has no array at the given path',
    issues,
  });
}
