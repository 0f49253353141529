import type { ChatCompletion } from '../wire/chat-completion.js';
import { checkOutcome } from './check-outcome.js';
import { JsonInText } from './json-in-text.js';
import type { JsonSink } from '../json/json-sink.js';
import { MalformedJson } from '../json/malformed-json.js';
import { schemaFailure } from './schema-failure.js';

/** Finds and parses the JSON in the text of an answer. Passes its parts to a sink, and throws the error of an answer without valid JSON. */
export class JsonAnswer {
  readonly #choice: number;
  readonly #json: JsonInText;

  constructor(choice: number, sink: JsonSink) {
    this.#choice = choice;
    this.#json = new JsonInText(sink);
  }

  /** Reads more text. Throws a `SchemaError` at the first invalid character. */
  read(text: string, completion: ChatCompletion): void {
    this.#try(completion, () => {
      this.#json.write(text);
    });
  }

  /** Ends the answer. Throws the matching error if the model has refused, the answer was cut off, or its JSON is not complete. */
  finish(completion: ChatCompletion): void {
    this.#try(completion, () => {
      checkOutcome(completion, this.#choice, this.#json);
    });
  }

  #try(completion: ChatCompletion, step: () => void): void {
    try {
      step();
    } catch (error) {
      if (!(error instanceof MalformedJson)) throw error;
      const message = `the JSON of the answer is malformed: ${error.message}`;
      throw schemaFailure(completion, this.#choice, { reason: 'malformed', message });
    }
  }
}
