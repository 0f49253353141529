import type { ChatCompletionRequest } from '../../../wire/chat-completion-request.js';
import type { SchemaIssue } from '../schema-error.js';
import { requestedLength } from '../requested-length.js';
import type { EngineCapabilities, EngineModel } from './engine-model.js';

/** Finds parts of a request that need a capability which the model does not have. */
export function capabilityIssues(request: ChatCompletionRequest, model: EngineModel): readonly SchemaIssue[] {
  const { capabilities } = model.model_spec;
  const lacks = (
    capability: keyof EngineCapabilities,
    path: SchemaIssue['path'],
    isRequested: boolean,
  ): readonly SchemaIssue[] =>
    isRequested && capabilities[capability] !== true
      ? [issue(path, `${capability} is not supported by the model ${model.id}`)]
      : [];

  return [
    ...contentIssues(request, lacks),
    ...lacks('supportsFunctionCalling', ['tools'], (request.tools ?? undefined) !== undefined),
    ...lacks('supportsFunctionCalling', ['tool_choice'], request.tool_choice !== undefined),
    ...lacks('supportsFunctionCalling', ['parallel_tool_calls'], request.parallel_tool_calls === true),
    ...lacks(
      'supportsResponseSchema',
      ['response_format'],
      (request.response_format?.type ?? 'text') !== 'text',
    ),
    ...lacks('supportsLogProbs', ['logprobs'], request.logprobs === true),
    ...lacks('supportsLogProbs', ['top_logprobs'], request.top_logprobs !== undefined),
    ...effortIssues(request, capabilities),
    ...samplingIssues(request, model),
    ...lengthIssues(request, model),
  ];
}

const partCapabilities = {
  image_url: 'supportsVision',
  input_audio: 'supportsAudioInput',
  video_url: 'supportsVideoInput',
} as const;

type Lacks = (
  capability: keyof EngineCapabilities,
  path: SchemaIssue['path'],
  isRequested: boolean,
) => readonly SchemaIssue[];

function contentIssues({ messages }: ChatCompletionRequest, lacks: Lacks): readonly SchemaIssue[] {
  return messages.flatMap(({ content }, message) =>
    (typeof content === 'string' ? [] : (content ?? [])).flatMap(({ type }, part) =>
      type in partCapabilities
        ? lacks(
            partCapabilities[type as keyof typeof partCapabilities],
            ['messages', message, 'content', part],
            true,
          )
        : [],
    ),
  );
}

function effortIssues(
  { reasoning, reasoning_effort = reasoning?.effort }: ChatCompletionRequest,
  { reasoningEffortOptions }: EngineCapabilities,
): readonly SchemaIssue[] {
  // A model without reasoning ignores the field.
  if (reasoning_effort === undefined || !reasoningEffortOptions) return [];
  if (reasoningEffortOptions.includes(reasoning_effort)) return [];
  return [issue(['reasoning_effort'], `Expected one of ${reasoningEffortOptions.join(', ')}`)];
}

/** Finds sampling fields, which OpenAI's reasoning models reject. */
function samplingIssues(request: ChatCompletionRequest, { id }: EngineModel): readonly SchemaIssue[] {
  if (!id.startsWith('openai-gpt-5')) return [];
  const { seed, stop, n = 1, frequency_penalty = 0, presence_penalty = 0 } = request;
  const refused: readonly (readonly [string, boolean])[] = [
    ['seed', seed !== undefined],
    ['stop', (stop ?? undefined) !== undefined],
    ['n', n !== 1],
    ['frequency_penalty', frequency_penalty !== 0],
    ['presence_penalty', presence_penalty !== 0],
  ];
  return refused
    .filter(([, isRequested]) => isRequested)
    .map(([field]) => issue([field], `${field} is not supported by the model ${id}`));
}

function lengthIssues(
  request: ChatCompletionRequest,
  { id, model_spec }: EngineModel,
): readonly SchemaIssue[] {
  const limit = model_spec.maxCompletionTokens;
  const requested = requestedLength(request);
  return requested !== undefined && requested.tokens > limit
    ? [issue([requested.field], `The model ${id} answers with at most ${limit} tokens`)]
    : [];
}

function issue(path: SchemaIssue['path'], message: string): SchemaIssue {
  return { code: 'custom', path, message };
}
