// Start a server.
export { startMockServer } from './start-mock-server.js';
export type { MockServer } from './mock-server.js';
export type { MockServerOptions } from './mock-server-options.js';
export type { ReceivedRequest } from './received-request.js';

// Script its replies.
export type { Script, ScriptReply, ScriptRule } from './engine/script.js';
export type { TextReply } from './engine/text-reply.js';
export type { ScriptedToolCall } from './engine/scripted-tool-call.js';
export type { ErrorReply } from './engine/error-reply.js';
export type { ReplyTiming } from './engine/reply-timing.js';
export type { StreamTail } from './engine/stream-tail.js';
export { defaultScript } from './engine/default-script.js';
export { story } from './engine/story.js';

// Inject faults.
export type { Fault } from './engine/faults/fault.js';
export { parseFault } from './engine/faults/parse-fault.js';
export { namedErrors } from './engine/faults/named-errors.js';
export type { ErrorName } from './engine/faults/named-errors.js';

// Configure models and limits.
export { defaultCatalogue } from './engine/models/catalogue.js';
export type { Catalogue } from './engine/models/catalogue.js';
export { textModel } from './engine/models/text-model.js';
export type { ModelCapability, TextModelOptions } from './engine/models/text-model.js';
export type {
  EngineCapabilities,
  EngineModel,
  EngineModelSpec,
  EnginePrice,
  EnginePrices,
} from './engine/models/engine-model.js';
export type { LimitOptions } from './engine/limits/meters.js';
export type { ErrorBudgetOptions } from './engine/limits/error-budget-options.js';
export type { Limits, Tier } from './engine/limits/tier.js';
