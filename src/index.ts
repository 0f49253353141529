// The client
export { VeniceClient } from './client/venice-client.js';
export type { ChatRequestOptions, RequestOptions, VeniceClientOptions } from './client/client-options.js';
export type { ChatCompletions } from './client/chat-completions.js';
export type { IterableObservable } from './client/iterable-observable.js';
export type { VeniceRequest } from './client/venice-request.js';
export type { Attempt, OperationInfo } from './request/attempt.js';
export type { ChatHandler, ChatInterceptor, ChatValue } from './request/chat-interceptor.js';
export type { AttemptRequest, RequestInterceptor } from './request/request-interceptor.js';
export type {
  ChatResponse,
  ChatStreamChunk,
  ChatStreamEvent,
  ChatStreamHead,
} from './client/chat-stream-event.js';
export type {
  AnsweringModel,
  Balances,
  ModelDeprecation,
  RateLimit,
  RateLimits,
  ResponseMetadata,
} from './errors/from-response/response-metadata.js';

// Limits, failures and costs
export { rateLimiter } from './limits/rate-limiter.js';
export type { RateLimiterOptions } from './limits/rate-limiter-options.js';
export type { ChatLimiter, LimiterState, LimiterWait, WaitReason } from './limits/chat-limiter.js';
export { estimateTokens } from './usage/estimate-tokens.js';
export { circuitBreaker } from './limits/circuit-breaker.js';
export type { CircuitBreakerOptions } from './limits/circuit-breaker-options.js';
export type { CircuitBreaker, ModelCircuit } from './limits/circuits.js';
export type { UsageRecord } from './usage/usage-record.js';
export { usageRecords } from './client/usage-records.js';
export { estimateCost } from './usage/estimate-cost.js';
export { spendingLimit, type SpendingLimitOptions } from './limits/spending-limit.js';
export { logger, type LoggerOptions } from './usage/logger.js';
export type {
  LogRecord,
  LoggedAttempt,
  LoggedEnd,
  LoggedError,
  LoggedHead,
  LoggedRequest,
} from './usage/log-record.js';

// Models
export type { Models, ModelsOptions } from './client/models.js';
export { type ModelRequirements, findModel } from './client/find-model.js';
export type {
  ExtendedPricing,
  Model,
  ModelCapabilities,
  ModelPrice,
  ModelPricing,
  ModelSpec,
  TokenPrices,
} from './wire/model.js';
export type { Timeouts } from './request/timeouts.js';

// Operators: reading an answer
export type { ChoiceConfig } from './operators/choice-config.js';
export { contentDeltas } from './operators/content-deltas.js';
export { reasoningDeltas } from './operators/reasoning-deltas.js';
export { splitThinkTags, type SplitThinkTagsConfig } from './operators/split-think-tags.js';
export { accumulate } from './operators/accumulate.js';
export { toCompletion } from './operators/to-completion.js';
export { toContent } from './operators/to-content.js';
export { completedToolCalls, type CompletedToolCallsConfig } from './operators/completed-tool-calls.js';
export { toState } from './operators/to-state.js';
export type { ChatStatus } from './reducer/chat-status.js';
export type {
  ChatState,
  DoneChat,
  FailedChat,
  PendingChat,
  StoppedChat,
  StreamingChat,
} from './reducer/chat-state.js';
export { toAsyncIterable, type ToAsyncIterableOptions } from './operators/to-async-iterable.js';

// Operators: answers as objects
export { toObject } from './operators/to-object.js';
export { partialObjects, type PartialObjectsConfig } from './operators/partial-objects.js';
export { arrayElements } from './operators/array-elements.js';
export { responseFormat, type ResponseFormatOptions } from './structured/response-format.js';
export type { DeepPartial } from './structured/deep-partial.js';

// Operators: surviving failures
export { retryOnApiError } from './operators/retry-on-api-error.js';
export type { ContinueConfig, RestartConfig, RetryConfig, RetryNotice } from './operators/retry-config.js';
export { fallbackTo, type FallbackConfig } from './operators/fallback-to.js';

// Operators: many requests
export { concatMapEager, type ConcatMapEagerConfig } from './operators/concat-map-eager.js';
export { type HedgeOptions, hedge } from './operators/hedge.js';

// Operators: sharing and pacing
export { shareChat, type ShareChatConfig } from './operators/share-chat.js';
export { pace, type PaceConfig } from './operators/pace.js';
export type { TextUnit } from './operators/internal/pacing/text-splitter.js';

// Running tools
export { tool, type JsonToolOptions, type SchemaToolOptions, type ToolOptions } from './tools/tool.js';
export type { RunnableTool, ToolContext, ToolFunction } from './tools/runnable-tool.js';
export { runTools } from './tools/run-tools.js';
export type { ChatFunction, ChatSource } from './operators/internal/chat-source.js';
export type { ApprovalAnswer, ApprovalRequest, ApprovalResponse } from './tools/approval.js';
export type { ToolRunOptions, ToolRunRequest } from './tools/tool-run-options.js';
export type {
  ToolRunApproval,
  ToolRunCall,
  ToolRunChunk,
  ToolRunCompletion,
  ToolRunEvent,
  ToolRunProgress,
  ToolRunResult,
  ToolRunStep,
} from './tools/tool-run-event.js';
export type { HistoryOptions } from './history/history-options.js';
export { type HistoryIssue, validateHistory } from './history/validate-history.js';
export { repairHistory } from './history/repair-history.js';

// A conversation
export { Conversation } from './conversation/conversation.js';
export type {
  ConversationOptions,
  ConversationRequest,
  HistoryTrim,
  HoldQueueOn,
  WhileRunning,
} from './conversation/conversation-options.js';
export type { CommandOptions, SendOptions } from './conversation/command-options.js';
export type { RunHandle } from './conversation/run-handle.js';
export type {
  ConversationState,
  ConversationStatus,
  InterruptedRun,
} from './conversation/conversation-state.js';
export type { ConversationEntry, EntryStatus, SavedEntry } from './conversation/tree/conversation-entry.js';
export type { ConversationToolCall, ToolCallFailure } from './conversation/conversation-tool-call.js';
export type {
  QueuedCommand,
  QueuedEdit,
  QueuedRegenerate,
  QueuedSend,
} from './conversation/queued-command.js';
export type { ApprovalSigner } from './history/approval-signer.js';
export type { ConversationExport, ConversationExportV1 } from './conversation/conversation-export.js';
export type { LoadOptions, SaveOptions } from './conversation/store/save-options.js';
export type { ConversationLock } from './conversation/store/conversation-lock.js';
export type { ConversationStore, StoredConversation } from './conversation/store/conversation-store.js';
export type { ConversationChanges, ConversationRow } from './wire/conversation-changes.js';
export { type TrimToTokensOptions, trimToTokens } from './conversation/trim-to-tokens.js';

// Requests
export type {
  ChatCompletionRequest,
  NonStreamingChatCompletionRequest,
  ReasoningEffort,
  StreamingChatCompletionRequest,
} from './wire/chat-completion-request.js';
export type {
  AssistantMessage,
  AudioFormat,
  AudioPart,
  CacheControl,
  ChatMessage,
  ContentPart,
  DeveloperMessage,
  FilePart,
  ImagePart,
  SystemMessage,
  TextPart,
  ToolMessage,
  UserMessage,
  VideoPart,
} from './wire/chat-message.js';
export type { ReasoningDetail } from './wire/reasoning-detail.js';
export type { BuiltInTool, FunctionTool, JsonSchema, ResponseFormat, Tool, ToolChoice } from './wire/tool.js';
export type { VeniceParameters, VeniceParametersEcho, WebSearchCitation } from './wire/venice-parameters.js';
export type {
  StandardIssue,
  StandardJsonSchema,
  StandardResult,
  StandardSchema,
  StandardSchemaProperties,
} from './wire/standard-schema.js';

// Responses
export type {
  ChatCompletionChunk,
  ChunkChoice,
  ChunkDelta,
  DeltaContentPart,
  FinishReason,
} from './wire/chat-completion-chunk.js';
export type { ChatCompletion, CompletionChoice, CompletionMessage } from './wire/chat-completion.js';
export type {
  CompletionCost,
  CompletionTokensDetails,
  CompletionUsage,
  PromptTokensDetails,
} from './wire/completion-usage.js';
export type { Logprobs, TokenLogprob } from './wire/logprobs.js';
export type { ToolCall, ToolCallDelta, ToolCallFunction } from './wire/tool-call.js';

// Errors
export { VeniceError, type VeniceErrorInit, isVeniceError } from './errors/venice-error.js';
export { APIError, type APIErrorInit } from './errors/api-error.js';
export { BadRequestError } from './errors/bad-request-error.js';
export { ContextLengthExceededError } from './errors/context-length-exceeded-error.js';
export { AuthenticationError } from './errors/authentication-error.js';
export { PaymentRequiredError } from './errors/payment-required-error.js';
export { PermissionDeniedError } from './errors/permission-denied-error.js';
export { NotFoundError } from './errors/not-found-error.js';
export { ConflictError } from './errors/conflict-error.js';
export { ModelGoneError } from './errors/model-gone-error.js';
export { UnprocessableEntityError } from './errors/unprocessable-entity-error.js';
export { RateLimitError, type RateLimitErrorInit, type RateLimitReason } from './errors/rate-limit-error.js';
export { InternalServerError } from './errors/internal-server-error.js';
export { ServiceUnavailableError } from './errors/service-unavailable-error.js';
export { APIConnectionError, type APIConnectionErrorInit } from './errors/api-connection-error.js';
export { APITimeoutError, type APITimeoutErrorInit, type TimeoutPhase } from './errors/api-timeout-error.js';
export {
  TruncatedStreamError,
  type TruncatedStreamErrorInit,
  type TruncationReason,
} from './errors/truncated-stream-error.js';
export { MalformedChunkError, type MalformedChunkErrorInit } from './errors/malformed-chunk-error.js';
export { RequestError, type RequestErrorInit } from './errors/request-error.js';
export { CircuitOpenError, type CircuitOpenErrorInit } from './errors/circuit-open-error.js';
export { RequestAbortedError } from './errors/request-aborted-error.js';
export { ClientClosedError } from './errors/client-closed-error.js';
export {
  LimitExceededError,
  type LimitExceededErrorInit,
  type LimitKind,
} from './errors/limit-exceeded-error.js';
export { SpendingLimitError } from './errors/spending-limit-error.js';
export { ToolError, type ToolErrorInit, type ToolErrorReason } from './errors/tool-error.js';
export {
  ConversationStoreError,
  type ConversationStoreErrorInit,
} from './errors/conversation-store-error.js';
export {
  ConversationConflictError,
  type ConversationConflictErrorInit,
} from './errors/conversation-conflict-error.js';
export {
  IncompleteCompletionError,
  type IncompleteCompletionErrorInit,
} from './errors/incomplete-completion-error.js';
export { RefusalError, type RefusalErrorInit } from './errors/refusal-error.js';
export { SchemaError, type SchemaErrorInit, type SchemaErrorReason } from './errors/schema-error.js';

// How requests are sent
export type { ClosableHttpTransport, TransportRequest, HttpTransport } from './transport/http-transport.js';
export type { TransportData, TransportEvent, TransportHead } from './transport/transport-event.js';
export { fetchTransport, type FetchTransportOptions } from './transport/fetch-transport.js';

// How a completion is built
export {
  type CompletionState,
  completionFromState,
  initialCompletionState,
  reduceChunk,
} from './reducer/completion-state.js';
export { chunkFromState } from './reducer/chunk-from-state.js';
export { type ChatReplay, chatReplay } from './reducer/chat-replay.js';
export { hasOutput } from './reducer/has-output.js';
