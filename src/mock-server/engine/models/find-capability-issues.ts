import type { ChatCompletionRequest } from '../../../wire/chat-completion-request.js';
import type { SchemaIssue } from '../create-schema-error.js';
import { getMaxTokens } from '../get-max-tokens.js';
import type { EngineCapabilities, EngineModel } from './engine-model.js';

/** Finds fields of a request that the model does not support. */
export function findCapabilityIssues(
  request: ChatCompletionRequest,
  model: EngineModel,
): readonly SchemaIssue[] {
  const { capabilities } = model.model_spec;
  const requireCapability: RequireCapability = (capability, path, isRequested) =>
    isRequested && capabilities[capability] !== true
      ? [issue(path, `${capability} is not supported by the model ${model.id}`)]
      : [];

  return [
    ...findContentIssues(request, requireCapability),
    ...requireCapability('supportsFunctionCalling', ['tools'], (request.tools ?? undefined) !== undefined),
    ...requireCapability('supportsFunctionCalling', ['tool_choice'], request.tool_choice !== undefined),
    ...requireCapability(
      'supportsFunctionCalling',
      ['parallel_tool_calls'],
      request.parallel_tool_calls === true,
    ),
    ...requireCapability(
      'supportsResponseSchema',
      ['response_format'],
      (request.response_format?.type ?? 'text') !== 'text',
    ),
    ...requireCapability('supportsLogProbs', ['logprobs'], request.logprobs === true),
    ...requireCapability('supportsLogProbs', ['top_logprobs'], request.top_logprobs !== undefined),
    ...findEffortIssues(request, capabilities),
    ...findSamplingIssues(request, model),
    ...findLengthIssues(request, model),
  ];
}

const partCapabilities = {
  image_url: 'supportsVision',
  input_audio: 'supportsAudioInput',
  video_url: 'supportsVideoInput',
} as const;

/** Returns an issue if the request uses a capability that the model does not have. */
type RequireCapability = (
  capability: keyof EngineCapabilities,
  path: SchemaIssue['path'],
  isRequested: boolean,
) => readonly SchemaIssue[];

function findContentIssues(
  { messages }: ChatCompletionRequest,
  requireCapability: RequireCapability,
): readonly SchemaIssue[] {
  return messages.flatMap(({ content }, message) =>
    (typeof content === 'string' ? [] : (content ?? [])).flatMap(({ type }, part) =>
      type in partCapabilities
        ? requireCapability(
            partCapabilities[type as keyof typeof partCapabilities],
            ['messages', message, 'content', part],
            true,
          )
        : [],
    ),
  );
}

function findEffortIssues(
  { reasoning, reasoning_effort = reasoning?.effort }: ChatCompletionRequest,
  { reasoningEffortOptions }: EngineCapabilities,
): readonly SchemaIssue[] {
  // A model without reasoning efforts ignores the field.
  if (reasoning_effort === undefined || !reasoningEffortOptions) return [];
  if (reasoningEffortOptions.includes(reasoning_effort)) return [];
  return [issue(['reasoning_effort'], `Expected one of ${reasoningEffortOptions.join(', ')}`)];
}

/** Finds the sampling fields that OpenAI's reasoning models reject. */
function findSamplingIssues(request: ChatCompletionRequest, { id }: EngineModel): readonly SchemaIssue[] {
  if (!id.startsWith('openai-gpt-5')) return [];
  const { seed, stop, n = 1, frequency_penalty = 0, presence_penalty = 0 } = request;
  const unsupported: readonly (readonly [string, boolean])[] = [
    ['seed', seed !== undefined],
    ['stop', (stop ?? undefined) !== undefined],
    ['n', n !== 1],
    ['frequency_penalty', frequency_penalty !== 0],
    ['presence_penalty', presence_penalty !== 0],
  ];
  return unsupported
    .filter(([, isRequested]) => isRequested)
    .map(([field]) => issue([field], `${field} is not supported by the model ${id}`));
}

function findLengthIssues(
  request: ChatCompletionRequest,
  { id, model_spec }: EngineModel,
): readonly SchemaIssue[] {
  const limit = model_spec.maxCompletionTokens;
  const requested = getMaxTokens(request);
  return requested !== undefined && requested.tokens > limit
    ? [issue([requested.field], `The model ${id} answers with at most ${limit} tokens`)]
    : [];
}

function issue(path: SchemaIssue['path'], message: string): SchemaIssue {
  return { code: 'custom', path, message };
}
