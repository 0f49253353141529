import { EMPTY, type OperatorFunction, concatMap, defer, of } from 'rxjs';
import { AnswerSoFar } from '../structured/answer-so-far.js';
import type { DeepPartial } from '../structured/deep-partial.js';
import { JsonBuilder } from '../structured/json-builder.js';
import { toJsonSchema } from '../structured/to-json-schema.js';
import { SchemaPlace } from '../structured/schema-place.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { StandardSchema } from '../wire/standard-schema.js';
import type { JsonSchema } from '../wire/tool.js';
import { addPartial } from './internal/add-partial.js';
import { followedBy } from './internal/followed-by.js';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { anything } from '../options/option-rules.js';
import { type ChoiceConfig, choiceRules } from './choice-config.js';

/** Options of {@link partialObjects}. */
export interface PartialObjectsConfig extends ChoiceConfig {
  /** JSON Schema, if the library of `schema` cannot generate it. Default: generated from `schema`. */
  readonly jsonSchema?: JsonSchema;
}

const rules: OptionRules<PartialObjectsConfig> = { ...choiceRules, jsonSchema: anything };

/**
 * Emits the object of a JSON answer as far as it has arrived, whenever more of it is available.
 *
 *     source  --[1, "Ma---ren", t------rue]-------------|
 *     result  --[1, Ma]---[1, Maren]---[1, Maren, true]-|
 *
 * Strings grow. Numbers, `true`, `false`, `null` and property names are emitted only when complete, as are strings that the
 * JSON Schema restricts with `enum`, `const`, `format` or `pattern`. Without a JSON Schema every string grows.
 *
 * Each snapshot is a new object, and earlier ones never change. Complete parts keep their identity in later snapshots;
 * incomplete parts are created when they are read. A large incomplete object, with hundreds of properties, gets fewer
 * snapshots, so that the total work stays linear in the length of the answer. The last snapshot equals the result of `JSON.parse`.
 * Snapshots are not validated: see `toObject`. An answer that is not complete JSON fails with a `SchemaError`, an
 * `IncompleteCompletionError` or a `RefusalError`. When the source fails with a `VeniceError` after the first chunk, the error has
 * the completion so far as `partial`.
 *
 * @example
 * ```ts
 * import { VeniceClient, partialObjects, responseFormat } from 'venice-rx';
 * import { z } from 'zod';
 *
 * const Story = z.object({ title: z.string(), scenes: z.array(z.string()) });
 * const client = new VeniceClient();
 * client.chat.completions
 *   .create({
 *     model: 'default',
 *     messages: [{ role: 'user', content: 'Outline a story.' }],
 *     response_format: responseFormat(Story, 'story'),
 *     stream: true,
 *   })
 *   .pipe(partialObjects(Story))
 *   .subscribe(({ title, scenes }) => console.log(title, scenes?.length ?? 0));
 * ```
 */
export function partialObjects<Input = unknown>(
  schema?: StandardSchema<Input, unknown> | JsonSchema,
  config: PartialObjectsConfig = {},
): OperatorFunction<ChatCompletion | ChatCompletionChunk, DeepPartial<Input>> {
  checkOptions(config, rules);
  const { choice = 0, jsonSchema = schema && toJsonSchema(schema) } = config;
  return (source) =>
    defer(() => {
      const builder = new JsonBuilder(jsonSchema && new SchemaPlace([jsonSchema], jsonSchema));
      const answer = new AnswerSoFar(choice, builder);
      const snapshotIfDue = defer(() =>
        builder.isSnapshotDue ? of(builder.snapshot() as DeepPartial<Input>) : EMPTY,
      );
      return source.pipe(
        addPartial(() => answer.state),
        concatMap((chunk) => {
          answer.add(chunk);
          answer.read(chunk);
          return snapshotIfDue;
        }),
        followedBy(
          defer(() => {
            answer.finish();
            return snapshotIfDue;
          }),
        ),
      );
    });
}
