import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import type { VeniceParametersEcho } from '../../wire/venice-parameters.js';
import type { AnswerChoice } from './answer-choice.js';
import type { EngineModel } from './models/engine-model.js';
import type { TextReply } from './text-reply.js';

/** The answer to a chat request, with the data for both forms: a completion in one piece, or chunks. */
export interface ChatAnswer {
  /** Id of the completion, such as `chatcmpl-7f…`. */
  readonly id: string;
  /** Creation time, in Unix seconds. */
  readonly created: number;
  /** The request; settings from a suffix of its model are in its `venice_parameters`. */
  readonly request: ChatCompletionRequest;
  readonly reply: TextReply;
  /** The model that answers. */
  readonly model: EngineModel;
  /** Venice's default settings, overridden by the request. */
  readonly parameters: VeniceParametersEcho;
  readonly choices: readonly AnswerChoice[];
}
