import { EMPTY, type Observable, type OperatorFunction, concatMap, defer, from } from 'rxjs';
import { completionFromState } from '../reducer/completion-state.js';
import { AnswerSoFar } from '../structured/answer-so-far.js';
import { assertStandardSchema } from '../structured/assert-standard-schema.js';
import { checked } from '../structured/checked.js';
import { ElementFinder } from '../structured/element-finder.js';
import { JsonBuilder } from '../structured/json-builder.js';
import { schemaFailure } from '../structured/schema-failure.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { StandardSchema } from '../wire/standard-schema.js';
import { addPartial } from './internal/add-partial.js';
import { followedBy } from './internal/followed-by.js';
import type { ChoiceConfig } from './choice-config.js';

/**
 * Emits the elements of a list in a JSON answer, each once, as soon as it is whole and its schema has checked it.
 *
 *     source  --[10,--20, 3--0, 40]---|
 *     result  --10----20-----(30 40)--|
 *
 * `path` says where the list stands: the name of a property, the names on the way to it, or `[]` for an answer that is a
 * list itself. A number is the position in a list on the way. `schema` is that of one element. The first element that does
 * not fit ends the result with a `SchemaError`, whose issues have the whole path; so does an answer without that list.
 * Whatever else an answer may be that is no whole JSON ends as with `partialObjects`, behind the elements that came.
 *
 * A schema that is asynchronous is waited for, one element at a time and in their order; such a wait is not virtual in a
 * test, and an error of the source overtakes it.
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
): OperatorFunction<ChatCompletionChunk, Output> {
  const { choice = 0 } = config;
  assertStandardSchema(schema);
  const steps = typeof path === 'string' ? [path] : path;
  return (source) =>
    defer(() => {
      const finder = new ElementFinder(steps);
      const answer = new AnswerSoFar(choice, new JsonBuilder(undefined, finder.onValue));
      const check = (): Observable<Output> => {
        const completion = completionFromState(answer.state);
        return from(finder.take()).pipe(
          concatMap(({ value, index }) => checked(schema, value, completion, choice, [...steps, index])),
        );
      };
      return source.pipe(
        addPartial(() => answer.state),
        concatMap((chunk) => {
          answer.take(chunk);
          return check();
        }),
        followedBy(
          defer(() => {
            if (answer.finish() && !finder.hasList)
              throw noList(completionFromState(answer.state), choice, steps);
            return EMPTY;
          }),
        ),
      );
    });
}

function noList(completion: ChatCompletion, choice: number, path: readonly (number | string)[]): Error {
  const issues = [{ message: 'there is no list here', path }];
  return schemaFailure(completion, choice, {
    reason: 'mismatch',
    message: 'the answer has no list at the path that was given',
    issues,
  });
}
