import { type Observable, map } from 'rxjs';
import { RequestError } from '../errors/request-error.js';
import { type ModelRequirements, chooseModel } from './choose-model.js';
import { readMapping, readModels } from './read-models.js';
import type { Model } from '../wire/model.js';
import type { RequestOptions } from './client-options.js';

/** Which models to list. */
export interface ModelsOptions extends RequestOptions {
  /** `text`, `image`, `embedding`, `code`, `all` and others. Default: the server's, which is text. */
  readonly type?: string;
}

/** Asks for JSON under a path; what `VeniceClient.request` does. */
export type AskForJson = (path: string, options: RequestOptions) => Observable<object>;

/** The models of a server. Cold like everything else: each subscription sends a request. */
export class Models {
  readonly #ask: AskForJson;

  /** @internal */
  constructor(ask: AskForJson) {
    this.#ask = ask;
  }

  /** Emits the list once. Rows of unknown kinds pass; a row without an id is left out, and the others are not lost. */
  list(config: ModelsOptions = {}): Observable<readonly Model[]> {
    return this.#get('/models', config).pipe(map(readModels));
  }

  /** Emits once which model fills which role: `default`, `default_code` and others, to the id of a model. */
  traits(config: ModelsOptions = {}): Observable<Readonly<Record<string, string>>> {
    return this.#get('/models/traits', config).pipe(map(readMapping));
  }

  /** Emits once which model answers to the name of another one, such as `gpt-4o`. */
  compatibilityMapping(config: ModelsOptions = {}): Observable<Readonly<Record<string, string>>> {
    return this.#get('/models/compatibility_mapping', config).pipe(map(readMapping));
  }

  /**
   * Emits one model that fits: the first of `prefer`, else the one with the trait `default`, else the first of the list.
   * Fails with a `RequestError` where none fits.
   */
  find(requirements: ModelRequirements = {}, config: ModelsOptions = {}): Observable<Model> {
    return this.list(config).pipe(
      map((models) => {
        const model = chooseModel(models, requirements);
        if (model !== undefined) return model;
        const remedy = 'require less, or look at `models.list()`';
        throw new RequestError({
          message: `none of ${models.length} models fits: ${remedy}`,
          path: 'requirements',
          remedy,
        });
      }),
    );
  }

  #get(path: string, { type, ...options }: ModelsOptions): Observable<object> {
    return this.#ask(type === undefined ? path : `${path}?type=${encodeURIComponent(type)}`, options);
  }
}
