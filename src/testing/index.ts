// Running a test
export {
  type MarbleChat,
  type VirtualTimeHelpers,
  type VirtualTimeOptions,
  inVirtualTime,
} from './in-virtual-time.js';
export { assertSame } from './assert-same.js';
export { type Difference, firstDifference } from './first-difference.js';

// Replying to a client
export { type RequestLog, type ScriptedTransport, scriptedTransport } from './scripted-transport.js';
export { type EngineRepliesOptions, engineReplies } from './engine-replies.js';
export type { ChatMarblesReply, ChatReplies, ChatReply } from './chat-reply.js';
export type { ChatMarbleValue, ChatMarbleValues } from './parse-chat-marbles.js';
export type { RecordedRequest } from './recorded-request.js';

// Building replies
export { chunk } from './builders/chunk.js';
export { role } from './builders/role.js';
export { reasoning } from './builders/reasoning.js';
export { refusal } from './builders/refusal.js';
export { type ToolCallPiece, toolCall } from './builders/tool-call.js';
export { citations } from './builders/citations.js';
export { type UsageInit, usage } from './builders/usage.js';
export { logprobs } from './builders/logprobs.js';
export { choices } from './builders/choices.js';
export { finish } from './builders/finish.js';
export { completion } from './builders/completion.js';
export { type ApiErrorDetails, apiError } from './builders/api-error.js';
export { timeoutError } from '../request/limit-silence.js';
export { truncatedError } from './builders/truncated-error.js';
export { type Cut, cut } from './builders/cut.js';
export { head } from './builders/head.js';
export { bytes, sse } from './builders/sse.js';
export type { ChunkOptions } from './builders/envelope.js';

// Configuring the engine, as for `venice-rx/mock-server`
export type { Script, ScriptReply, ScriptRule } from '../mock-server/engine/script.js';
export type { TextReply } from '../mock-server/engine/text-reply.js';
export type { ScriptedToolCall } from '../mock-server/engine/scripted-tool-call.js';
export type { ErrorReply } from '../mock-server/engine/error-reply.js';
export type { ReplyTiming } from '../mock-server/engine/reply-timing.js';
export type { StreamTail } from '../mock-server/engine/stream-tail.js';
export type { Fault } from '../mock-server/engine/faults/fault.js';
export type { Catalogue } from '../mock-server/engine/models/catalogue.js';
export type {
  EngineCapabilities,
  EngineModel,
  EngineModelSpec,
  EnginePrice,
  EnginePrices,
} from '../mock-server/engine/models/engine-model.js';
export type { LimitOptions } from '../mock-server/engine/limits/meters.js';
export type { ErrorBudgetOptions } from '../mock-server/engine/limits/error-budget-options.js';
export type { Limits, Tier } from '../mock-server/engine/limits/tier.js';
