// Runs
export { durableRuns } from './durable-runs.js';
export type { DurableRuns } from './durable-runs-api.js';
export type { DurableOptions } from './durable-options.js';
export type { DurableState } from './durable-state.js';
export type { CloseOptions, FollowOptions, StopOptions } from './follow-options.js';
export type { RunOptions, StartFunctionOptions, StartOptions, StartSourceOptions } from './start-options.js';
export type { InputOf, LostRun, OnLost, RunContext, RunSource, RunSources, ValueOf } from './run-source.js';
export { type RunFrame, runValues } from './run-frame.js';
export type { RunInfo } from './run-info.js';
export type { RunEvent, RunFailedEvent, RunLifecycleEvent, StoreEvent } from './run-event.js';

// Runs over HTTP
export { pipeRunToNodeResponse } from './http/pipe-run-to-node-response.js';
export { toRunWebResponse } from './http/to-run-web-response.js';
export { toSafeRunError } from './http/to-safe-run-error.js';
export type { Http2Stream, NodeRequest, NodeResponse } from '../relay/node-messages.js';
export type { SafeError } from '../relay/safe-error.js';
export type { AuthorizeRun, FollowableRuns, RunResponseOptions } from './http/run-response-options.js';

// Stores
export { memoryRunStore, type MemoryRunStoreOptions } from './memory-run-store.js';
export type {
  ClaimOptions,
  GoneRun,
  RunClaim,
  RunEntry,
  RunInit,
  RunKey,
  RunLookup,
  NotificationOptions,
  RunNotification,
  RunPage,
  RunStatus,
  RunStore,
  RunWrite,
  StoredRun,
} from './run-store.js';
export { runFormat } from './run-store.js';
export { type RunOffset, compareOffsets, nextSeq, startOffset, toOffset } from './run-offset.js';
export { hashText } from './hash-text.js';

// Errors
export { RunConflictError } from '../errors/run-conflict-error.js';
export { RunError, type RunErrorInit } from '../errors/run-error.js';
export { RunFailedError, type RunFailedErrorInit, type RunFailure } from '../errors/run-failed-error.js';
export { RunGoneError } from '../errors/run-gone-error.js';
export { RunLostError, type RunLostErrorInit } from '../errors/run-lost-error.js';
export { RunOffsetError } from '../errors/run-offset-error.js';
export { RunStoppedError, type RunStoppedErrorInit } from '../errors/run-stopped-error.js';
export { RunUnknownError } from '../errors/run-unknown-error.js';
export { RunVersionError, type RunVersionErrorInit } from '../errors/run-version-error.js';
export {
  type StoreRefusal,
  StoreRefusedError,
  type StoreRefusedErrorInit,
} from '../errors/store-refused-error.js';
export { StoreUnavailableError } from '../errors/store-unavailable-error.js';

// Runs in a page
export { followRun } from './page/follow-run.js';
export type {
  FollowRunOptions,
  Reconnection,
  ReconnectOptions,
  RunPathOptions,
} from './page/follow-run-options.js';
export { stopRun, type StopRunOptions } from './page/stop-run.js';
export { durableChat, type DurableChatOptions } from './page/durable-chat.js';
