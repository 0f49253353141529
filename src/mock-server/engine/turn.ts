import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import type { VeniceParametersEcho } from '../../wire/venice-parameters.js';
import type { ChoiceOfTurn } from './choice-of-turn.js';
import type { EngineModel } from './models/engine-model.js';
import type { TextReply } from './text-reply.js';

/** One question and its scripted answer: everything that a completion or its chunks are made of. */
export interface Turn {
  /** Name of the completion, such as `chatcmpl-7f…`. */
  readonly id: string;
  /** When it began, in Unix seconds. */
  readonly created: number;
  /** The request; what a suffix of its model says is in its `venice_parameters`. */
  readonly request: ChatCompletionRequest;
  readonly reply: TextReply;
  /** The model that answers. */
  readonly model: EngineModel;
  /** The settings in force. */
  readonly parameters: VeniceParametersEcho;
  readonly choices: readonly ChoiceOfTurn[];
}
