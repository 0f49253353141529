import type { Observable } from 'rxjs';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { anything } from '../options/option-rules.js';
import { mapValues } from '../subscribers/map-values.js';
import { readMapping, readModels } from './read-models.js';
import type { Model } from '../wire/model.js';
import { type RequestOptions, requestOptionRules } from './client-options.js';
import type { RequestContext } from './request-context.js';
import { runJson } from './run-json.js';

/** Options of a model list. */
export interface ModelsOptions extends RequestOptions {
  /** `text`, `image`, `embedding`, `code`, `all` and others. Default: the server's, which is `text`. */
  readonly type?: string;
}

const modelsOptionRules: OptionRules<ModelsOptions> = { ...requestOptionRules, type: anything };

/** Without limits, an interceptor of a chat can list the models while `concurrency` is used up. Usage records are omitted: lists are free. */
const modelLists = { operation: 'models', limits: 'none', isRecorded: false } as const;

/**
 * Lists the models of a server. Each subscription sends a request, with the client's `retry`, but without its `limits` and its
 * `circuitBreaker`. The requests have no usage records.
 */
export class Models {
  readonly #context: RequestContext;

  /** @internal */
  constructor(context: RequestContext) {
    this.#context = context;
  }

  /** Emits the list once, for example for `findModel`. Rows of unknown types are kept; rows without an id are dropped. */
  list(config: ModelsOptions = {}): Observable<readonly Model[]> {
    return this.#get('/models', config).pipe(mapValues(readModels));
  }

  /** Emits a mapping of traits (`default`, `default_code` and others) to model ids. */
  traits(config: ModelsOptions = {}): Observable<Readonly<Record<string, string>>> {
    return this.#get('/models/traits', config).pipe(mapValues(readMapping));
  }

  /** Emits a mapping of names of other providers' models, such as `gpt-4o`, to model ids. */
  compatibilityMapping(config: ModelsOptions = {}): Observable<Readonly<Record<string, string>>> {
    return this.#get('/models/compatibility_mapping', config).pipe(mapValues(readMapping));
  }

  #get(path: string, config: ModelsOptions): Observable<object> {
    checkOptions(config, modelsOptionRules);
    const { type, ...options } = config;
    const query = type === undefined ? '' : `?type=${encodeURIComponent(type)}`;
    return runJson(this.#context, { ...options, ...modelLists, path: path + query });
  }
}
