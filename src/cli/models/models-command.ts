import { map } from 'rxjs';
import type { OptionSpec } from '../arguments/option-spec.js';
import type { Model } from '../../wire/model.js';
import { clientOptions } from '../client-options.js';
import { defineCommand } from '../command.js';
import { UsageError } from '../failures/usage-error.js';
import { untilInterrupted } from '../failures/until-interrupted.js';
import { type Output, toStderr, toStdout } from '../output.js';
import { jsonText } from '../terminal/json-text.js';
import { withClient } from '../with-client.js';
import { type CapabilityFilter, getMatchingFilters, capabilityFilters } from './capability-filters.js';
import { modelRow } from './model-row.js';
import { modelTable } from './model-table.js';

const options = {
  ...(capabilityFilters as Readonly<Record<CapabilityFilter, { readonly help: string }>>),
  private: { help: 'only private models: only Venice receives their prompts' },
  type: { value: 'TYPE', help: 'text, image, embedding, code, all and others; default: text' },
  json: { help: 'prints the models as a JSON array, as the server sends them' },
  ...clientOptions,
} as const satisfies Record<string, OptionSpec>;

const notes = `A model must match all filters. Prices are US dollars per million tokens. NOTES lists traits, which can be used
in place of the id of a model, and its privacy, beta, offline and retirement status.`;

/** `venice-rx models` */
export const modelsCommand = defineCommand(
  { usage: 'venice-rx models [options]', options, notes },
  ({ values, positionals }, context) => {
    const [word] = positionals;
    if (word !== undefined)
      throw new UsageError(`${word} is not an option`, 'use the filters that --help lists');
    const { json, type, private: isPrivate, ...filters } = values;
    const required = (Object.keys(filters) as CapabilityFilter[]).filter((name) => name in capabilityFilters);
    const matches = (model: Model): boolean =>
      required.every((name) => getMatchingFilters(model).includes(name)) &&
      (isPrivate !== true || model.model_spec?.privacy === 'private');

    return withClient(values, context, (client) =>
      client.models.list(type === undefined ? {} : { type }).pipe(
        untilInterrupted(context.signals),
        map((models): Output => {
          const matching = models.filter(matches);
          if (json === true) return toStdout(jsonText(matching, context.stdout.isTTY === true));
          if (matching.length === 0) return toStderr(`None of ${models.length} models matches.\n`);
          return toStdout(`${modelTable(matching.map(modelRow), context.stdout)}\n`);
        }),
      ),
    );
  },
);
