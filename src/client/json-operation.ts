import { getModel } from '../request/get-model.js';
import { isFormData } from '../request/is-form-data.js';
import { readBytes, readJson } from '../response/read-json.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { Operation } from './operation.js';
import type { VeniceRequest } from './venice-request.js';

/** A request to an endpoint that receives at most a JSON object or a form, and responds with a JSON object or bytes. */
export interface JsonRequest extends VeniceRequest {
  /** Whether its runs have usage records. Default: true. */
  readonly isRecorded?: boolean;
}

/** Method, path and body of a JSON request. */
export interface JsonRequestLine {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: FormData | object;
}

/** Declares a JSON endpoint. */
export function jsonOperation(
  { method, path, body }: JsonRequestLine,
  {
    operation: name = `${method} ${path.replace(/\?.*$/s, '')}`,
    limits,
    retry = method === 'GET',
    isRecorded = true,
    responseType,
  }: JsonRequest,
): Operation<JsonRequestLine, object> {
  // With these defaults, the limits reserve no tokens, and count only the `usage` of the response.
  const chat = {
    messages: [],
    max_completion_tokens: 0,
    ...toFields(body),
  } as unknown as ChatCompletionRequest;
  return {
    name,
    limits: limits ?? (getModel(chat) ? 'chat' : 'own'),
    retry,
    isRecorded,
    interceptors: [],
    isStreaming: () => false,
    toChat: () => chat,
    fromChat: (_, request) => request,
    send: (request, _, exchange) =>
      responseType === 'bytes'
        ? exchange(request, '*/*', readBytes)
        : exchange(request, 'application/json', readJson),
  };
}

/** Returns the fields of a body, also of a form, which may have a `model`. */
function toFields(body: FormData | object | undefined): object | undefined {
  return isFormData(body) ? Object.fromEntries(body) : body;
}
