import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import type { VeniceParametersEcho } from '../../wire/venice-parameters.js';
import type { ChoiceOfTurn } from './choice-of-turn.js';
import type { EngineModel } from './models/engine-model.js';
import type { TextReply } from './text-reply.js';

/** A request and its scripted answer: the data for a completion or its chunks. */
export interface Turn {
  /** Id of the completion, such as `chatcmpl-7f…`. */
  readonly id: string;
  /** Creation time, in Unix seconds. */
  readonly created: number;
  /** The request; settings from a suffix of its model are in its `venice_parameters`. */
  readonly request: ChatCompletionRequest;
  readonly reply: TextReply;
  /** The model that answers. */
  readonly model: EngineModel;
  /** The effective settings. */
  readonly parameters: VeniceParametersEcho;
  readonly choices: readonly ChoiceOfTurn[];
}
