import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { Agent } from 'undici';
import { EMPTY, NEVER, identity } from 'rxjs';
import {
  type ChatRequestOptions,
  type ChoiceConfig,
  type SplitThinkTagsConfig,
  splitThinkTags,
  type CompletedToolCallsConfig,
  type CircuitBreakerOptions,
  type ConcatMapEagerConfig,
  type ContinueConfig,
  type CommandOptions,
  Conversation,
  type ConversationOptions,
  type FallbackConfig,
  type FetchTransportOptions,
  type HedgeOptions,
  type HistoryOptions,
  type JsonToolOptions,
  type LoggerOptions,
  type ModelRequirements,
  type ModelsOptions,
  type PaceConfig,
  type PartialObjectsConfig,
  type RateLimiterOptions,
  type ResponseFormatOptions,
  type SchemaToolOptions,
  type ShareChatConfig,
  type SpendingLimitOptions,
  type Timeouts,
  type ToAsyncIterableOptions,
  type ToolRunOptions,
  type SendOptions,
  type TrimToTokensOptions,
  VeniceClient,
  type VeniceClientOptions,
  type VeniceRequest,
  arrayElements,
  chatReplay,
  circuitBreaker,
  completedToolCalls,
  concatMapEager,
  contentDeltas,
  fallbackTo,
  findModel,
  fetchTransport,
  hedge,
  logger,
  pace,
  partialObjects,
  rateLimiter,
  reasoningDeltas,
  repairHistory,
  responseFormat,
  retryOnApiError,
  runTools,
  shareChat,
  spendingLimit,
  toAsyncIterable,
  toContent,
  toObject,
  tool,
  trimToTokens,
  validateHistory,
} from 'venice-rx';
import {
  type ErrorBudgetOptions,
  type MockServerOptions,
  type TextModelOptions,
  defaultCatalogue,
  defaultScript,
  startMockServer,
  textModel,
} from 'venice-rx/mock-server';
import {
  type ApprovalSignerOptions,
  type UndiciTransportOptions,
  approvalSigner,
  undiciTransport,
} from 'venice-rx/node';
import {
  type RelayGuardOptions,
  type RelayOptions,
  type RelayRate,
  type SingleAnswerConfig,
  type WebRelayOptions,
  pipeToNodeResponse,
  relayGuard,
  toSingleAnswer,
  toWebResponse,
} from 'venice-rx/relay';
import {
  type ApiErrorDetails,
  type EngineRepliesOptions,
  type ChunkOptions,
  type ToolCallPiece,
  type UsageInit,
  type VirtualTimeOptions,
  apiError,
  chunk,
  engineReplies,
  inVirtualTime,
  logprobs,
  toolCall,
  usage,
} from 'venice-rx/testing';
import { z } from 'zod';

/** A function with options. */
interface Entry {
  readonly name: string;
  /** Names of the types in the API reports. */
  readonly types: readonly string[];
  readonly call: (options: never) => unknown;
  /** All documented options. */
  readonly options: object;
  /** A name with a typing error. */
  readonly typo: string;
  readonly message: string;
}

/** Creates an entry. `options` must contain every option of the type `Options`. */
function entry<Options extends object>(
  name: string,
  types: string,
  call: (options: Options) => unknown,
  options: { readonly [K in keyof Options]-?: Options[K] },
  [typo, message]: readonly [typo: string, message: string],
): Entry {
  return { name, types: types.split(' '), call, options, typo, message };
}

const didYouMean = (typo: string, known: string): readonly [string, string] => [
  typo.split('.').at(-1) ?? '',
  `unknown option \`${typo}\`; did you mean \`${known}\`?`,
];

const client = new VeniceClient({ baseURL: 'http://a.example', apiKey: false, transport: () => NEVER });
const { completions } = client.chat;
const streamed = { model: 'default', messages: [{ role: 'user', content: 'Hi' }], stream: true } as const;
const schema = z.array(z.string());
const time = tool({ name: 'time', description: 'The time.', execute: () => 0 });
const { signal } = new AbortController();
const nodeResponse = { destroyed: true } as Parameters<typeof pipeToNodeResponse>[0];
const chat = () => EMPTY;
const request = { model: 'default' };

const timeouts: Required<Timeouts> = {
  connect: 1,
  headers: 1,
  firstToken: 1,
  idle: 1,
  outputIdle: 1,
  total: Infinity,
};
const clientOptions: Required<VeniceClientOptions> = {
  apiKey: 'key',
  partitionBy: () => '',
  baseURL: 'http://a.example',
  timeouts,
  headers: { 'x-a': '1' },
  interceptors: [],
  requestInterceptors: [],
  retry: identity,
  limits: rateLimiter(),
  circuitBreaker: circuitBreaker(),
  transport: () => NEVER,
  requireFinishReason: true,
  dangerouslyAllowBrowser: true,
};
const runOptions: Required<ToolRunOptions> = {
  tools: [time],
  maxSteps: 1,
  concurrency: 1,
  approve: () => true,
  onToolError: 'fail',
  goodFinishReasons: ['complete'],
  retry: identity,
};
const relayOptions: Required<RelayOptions> = {
  stream: true,
  headers: {},
  heartbeat: 1,
  maxPause: 1,
  maxBuffered: 1,
  onError: () => undefined,
};
const errorBudget: Required<ErrorBudgetOptions> = { threshold: 1, unsupportedThreshold: 1, window: 1 };
const rate: Required<RelayRate> = { requests: 1, per: 1, clients: 1 };
const guardOptions: Required<RelayGuardOptions> = {
  origins: ['https://a.example'],
  models: ['default'],
  allowWithoutOrigin: true,
  allowCredentials: true,
  allowHeaders: [],
  maxBodySize: 1,
  bodyTimeout: 1,
  maxMessages: 1,
  maxCompletionTokens: 1,
  fields: [],
  rate,
  trustedProxies: 1,
  clientOf: () => '',
  onError: () => undefined,
};
const toolOptions = {
  name: 'a',
  description: 'b',
  strict: true,
  timeout: 1,
  retry: identity,
  idempotent: true,
};
const choice: readonly [string, (config: ChoiceConfig) => unknown][] = [
  ['contentDeltas', contentDeltas],
  ['reasoningDeltas', reasoningDeltas],
  ['toContent', toContent],
  ['toObject', (config) => toObject(schema, config)],
  ['arrayElements', (config) => arrayElements([], schema, config)],
];
const modelLists: readonly [string, (config: ModelsOptions) => unknown][] = [
  ['models.list', (config) => client.models.list(config)],
  ['models.traits', (config) => client.models.traits(config)],
  ['models.compatibilityMapping', (config) => client.models.compatibilityMapping(config)],
];
const requestOptions = { signal, timeouts, headers: {}, tags: {} };

const entries: readonly Entry[] = [
  entry<VeniceClientOptions>(
    'VeniceClient',
    'VeniceClientOptions',
    (options) => new VeniceClient(options),
    clientOptions,
    didYouMean('baseUrl', 'baseURL'),
  ),
  entry<VeniceClientOptions>(
    'withOptions',
    'VeniceClientOptions',
    (options) => client.withOptions(options),
    clientOptions,
    didYouMean('apikey', 'apiKey'),
  ),
  entry<Timeouts>(
    'timeouts of a client',
    'Timeouts',
    (value) => new VeniceClient({ timeouts: value }),
    timeouts,
    didYouMean('timeouts.idel', 'timeouts.idle'),
  ),
  entry<Timeouts>(
    'timeouts of a chat',
    'Timeouts',
    (value) => completions.create(streamed, { timeouts: value }),
    timeouts,
    didYouMean('timeouts.firsttoken', 'timeouts.firstToken'),
  ),
  entry<ChatRequestOptions & { observe?: 'events' }>(
    'create',
    'ChatRequestOptions RequestOptions',
    (options) => completions.create(streamed, options as ChatRequestOptions),
    {
      ...requestOptions,
      retry: identity,
      extraBody: {},
      requireFinishReason: true,
      gate: EMPTY,
      observe: 'events',
    },
    didYouMean('singal', 'signal'),
  ),
  entry<VeniceRequest>(
    'request',
    'VeniceRequest RequestOptions',
    (options) => client.request({ ...{ path: '/a' }, ...options }),
    {
      ...requestOptions,
      method: 'POST',
      path: '/a',
      body: {},
      responseType: 'json',
      limits: 'own',
      retry: true,
      operation: 'a',
    },
    didYouMean('header', 'headers'),
  ),
  ...modelLists.map(([name, call]) =>
    entry<ModelsOptions>(
      name,
      'ModelsOptions',
      call,
      { ...requestOptions, type: 'text' },
      didYouMean('types', 'type'),
    ),
  ),
  entry<ModelRequirements>(
    'findModel',
    'ModelRequirements',
    findModel,
    {
      functionCalling: true,
      reasoning: true,
      vision: true,
      responseSchema: true,
      code: true,
      webSearch: true,
      logProbs: true,
      minContextTokens: 1,
      private: true,
      prefer: [],
      exclude: [],
      includeBeta: true,
    },
    didYouMean('logprobs', 'logProbs'),
  ),
  entry<RateLimiterOptions>(
    'rateLimiter',
    'RateLimiterOptions',
    rateLimiter,
    {
      concurrency: 1,
      requestsPerMinute: 1,
      tokensPerMinute: 1,
      maxQueue: 1,
      learnsFromHeaders: true,
      per: 'team',
      estimateTokens: () => 1,
    },
    didYouMean('requestPerMinutes', 'requestsPerMinute'),
  ),
  entry<CircuitBreakerOptions>(
    'circuitBreaker',
    'CircuitBreakerOptions',
    circuitBreaker,
    { threshold: 2, window: 1 },
    didYouMean('treshold', 'threshold'),
  ),
  entry<SpendingLimitOptions>(
    'spendingLimit',
    'SpendingLimitOptions',
    (options) => spendingLimit({ ...{ usd: 1 }, ...options }),
    { usd: 1, perPartition: true, per: 'team', models: [] },
    didYouMean('perPartiton', 'perPartition'),
  ),
  entry<LoggerOptions>(
    'logger',
    'LoggerOptions',
    (options) => logger({ ...{ write: () => undefined }, ...options }),
    { write: () => undefined, includesText: true },
    didYouMean('includeText', 'includesText'),
  ),
  entry<ContinueConfig>(
    'retryOnApiError',
    'RetryConfig RestartConfig ContinueConfig',
    retryOnApiError,
    {
      maxRetries: 1,
      maxWait: 1,
      jitter: () => 1,
      isRetryable: () => true,
      onRetry: () => undefined,
      afterFirstToken: () => EMPTY,
      skipRepeatedPrefix: true,
    },
    didYouMean('maxRetrys', 'maxRetries'),
  ),
  entry<HedgeOptions>(
    'hedge',
    'HedgeOptions',
    (options) => hedge(EMPTY, EMPTY, { ...{ after: 0 }, ...options }),
    { after: 0 },
    didYouMean('aftre', 'after'),
  ),
  entry<PaceConfig>(
    'pace',
    'PaceConfig',
    pace,
    { by: 'word', locale: 'en', maxLag: 1 },
    didYouMean('maxlag', 'maxLag'),
  ),
  entry<ShareChatConfig>(
    'shareChat',
    'ShareChatConfig',
    shareChat,
    { keepAlive: 1, replay: chatReplay },
    didYouMean('keepalive', 'keepAlive'),
  ),
  entry<ConcatMapEagerConfig>(
    'concatMapEager',
    'ConcatMapEagerConfig',
    (config) => concatMapEager(() => EMPTY, config),
    { concurrency: 1 },
    didYouMean('concurency', 'concurrency'),
  ),
  entry<ToAsyncIterableOptions>(
    'toAsyncIterable',
    'ToAsyncIterableOptions',
    (config) => toAsyncIterable(EMPTY, config),
    { maxBuffered: 1 },
    didYouMean('maxBuffer', 'maxBuffered'),
  ),
  entry<FallbackConfig>(
    'fallbackTo',
    'FallbackConfig',
    (config) => fallbackTo(EMPTY, config),
    { when: () => true },
    didYouMean('wehn', 'when'),
  ),
  entry<SplitThinkTagsConfig>(
    'splitThinkTags',
    'SplitThinkTagsConfig',
    splitThinkTags,
    { startsInReasoning: true },
    didYouMean('startInReasoning', 'startsInReasoning'),
  ),
  ...choice.map(([name, call]) =>
    entry<ChoiceConfig>(name, 'ChoiceConfig', call, { choice: 1 }, didYouMean('choise', 'choice')),
  ),
  entry<CompletedToolCallsConfig>(
    'completedToolCalls',
    'CompletedToolCallsConfig',
    completedToolCalls,
    { choice: 0, goodFinishReasons: ['complete'] },
    didYouMean('goodFinishReason', 'goodFinishReasons'),
  ),
  entry<PartialObjectsConfig>(
    'partialObjects',
    'PartialObjectsConfig',
    (config) => partialObjects(schema, config),
    { choice: 1, jsonSchema: {} },
    didYouMean('jsonschema', 'jsonSchema'),
  ),
  entry<ResponseFormatOptions>(
    'responseFormat',
    'ResponseFormatOptions',
    (options) => responseFormat(schema, 'a', options),
    { strict: false },
    didYouMean('strikt', 'strict'),
  ),
  entry<JsonToolOptions>(
    'tool',
    'JsonToolOptions ToolOptions',
    (options) => tool({ ...{ name: 'a', description: 'b', execute: () => 0 }, ...options }),
    { ...toolOptions, inputSchema: {}, needsApproval: true, execute: () => 0 },
    didYouMean('inputShcema', 'inputSchema'),
  ),
  entry<SchemaToolOptions<unknown>>(
    'tool with a schema of a library',
    'SchemaToolOptions ToolOptions',
    (options) => tool({ ...{ ...toolOptions, inputSchema: z.object({}), execute: () => 0 }, ...options }),
    {
      ...toolOptions,
      inputSchema: z.object({}),
      jsonSchema: {},
      needsApproval: () => true,
      execute: () => 0,
    },
    didYouMean('timeuot', 'timeout'),
  ),
  entry<ToolRunOptions>(
    'runTools',
    'ToolRunOptions',
    (options) => runTools(chat, { ...request, messages: [] }, { ...{ tools: [] }, ...options }),
    runOptions,
    didYouMean('maxStep', 'maxSteps'),
  ),
  entry<HistoryOptions>(
    'repairHistory',
    'HistoryOptions',
    (options) => repairHistory([], options),
    { allowUserAfterTool: false },
    didYouMean('allowUserAfterTools', 'allowUserAfterTool'),
  ),
  entry<HistoryOptions>(
    'validateHistory',
    'HistoryOptions',
    (options) => validateHistory([], options),
    { allowUserAfterTool: false },
    didYouMean('allowUserAfterTools', 'allowUserAfterTool'),
  ),
  entry<ConversationOptions>(
    'Conversation',
    'ConversationOptions',
    (options) => new Conversation(chat, { ...{ request }, ...options }),
    {
      ...runOptions,
      request,
      messages: [],
      from: null,
      whileRunning: 'switch',
      holdQueueOn: 'never',
      allowUserAfterTool: false,
      trim: () => [],
      trimWhenTooLong: true,
      approvalSigner: { sign: () => '', verify: () => false },
      generateId: () => 'a',
      maxEntries: 10,
      maxVersions: 10,
    },
    didYouMean('whilerunning', 'whileRunning'),
  ),
  entry<SendOptions>(
    'Conversation.send',
    'SendOptions',
    (options) => new Conversation(chat, { request }).send('Hi', options),
    { id: 'a', metadata: 1, whileRunning: 'switch' },
    didYouMean('metadta', 'metadata'),
  ),
  entry<CommandOptions>(
    'Conversation.regenerate',
    'CommandOptions',
    (options) => new Conversation(chat, { request }).regenerate(undefined, options),
    { whileRunning: 'switch' },
    didYouMean('whileRuning', 'whileRunning'),
  ),
  entry<TrimToTokensOptions>(
    'trimToTokens',
    'TrimToTokensOptions',
    (options) => trimToTokens({ ...{ maxTokens: 1 }, ...options }),
    { maxTokens: 1, estimate: () => 1 },
    didYouMean('max_tokens', 'maxTokens'),
  ),
  entry<FetchTransportOptions>(
    'fetchTransport',
    'FetchTransportOptions',
    fetchTransport,
    { fetch },
    didYouMean('fetsh', 'fetch'),
  ),
  entry<UndiciTransportOptions>(
    'undiciTransport',
    'UndiciTransportOptions',
    undiciTransport,
    { dispatcher: new Agent() },
    didYouMean('dispacher', 'dispatcher'),
  ),
  entry<ApprovalSignerOptions>(
    'approvalSigner',
    'ApprovalSignerOptions',
    (options) => approvalSigner({ ...{ secret: 'x'.repeat(32), conversationId: 'a' }, ...options }),
    { secret: 'y'.repeat(32), conversationId: 'b' },
    didYouMean('conversationid', 'conversationId'),
  ),
  entry<RelayOptions>(
    'pipeToNodeResponse',
    'RelayOptions',
    (options) => pipeToNodeResponse(nodeResponse, () => EMPTY, options),
    relayOptions,
    didYouMean('heartBeat', 'heartbeat'),
  ),
  entry<WebRelayOptions>(
    'toWebResponse',
    'WebRelayOptions',
    (options) => toWebResponse(() => EMPTY, options),
    { ...relayOptions, signal },
    didYouMean('signals', 'signal'),
  ),
  entry<SingleAnswerConfig>(
    'toSingleAnswer',
    'SingleAnswerConfig',
    toSingleAnswer,
    { separator: '' },
    didYouMean('seperator', 'separator'),
  ),
  entry<RelayGuardOptions>(
    'relayGuard',
    'RelayGuardOptions',
    (options) => relayGuard({ ...{ origins: [], models: ['a'] }, ...options }),
    guardOptions,
    didYouMean('trustedproxies', 'trustedProxies'),
  ),
  entry<RelayRate>(
    'rate of relayGuard',
    'RelayRate',
    (value) => relayGuard({ ...guardOptions, rate: { ...{ requests: 1 }, ...value } }),
    rate,
    didYouMean('rate.request', 'rate.requests'),
  ),
  entry<TextModelOptions>(
    'textModel',
    'TextModelOptions',
    (options) => textModel({ ...{ id: 'a' }, ...options }),
    { id: 'a', context: 1, prices: [1, 1], capabilities: [], traits: [], spec: {} },
    didYouMean('capabilites', 'capabilities'),
  ),
  entry<EngineRepliesOptions>(
    'engineReplies',
    'EngineRepliesOptions LimitOptions',
    engineReplies,
    {
      tier: 'L',
      errorBudget,
      script: defaultScript,
      apiKey: 'key',
      catalogue: defaultCatalogue,
      modelPrivacy: 'private',
      fault: { kind: 'cut' },
      epoch: 0,
    },
    didYouMean('errorBuget', 'errorBudget'),
  ),
  entry<VirtualTimeOptions>(
    'inVirtualTime',
    'VirtualTimeOptions',
    (options) => inVirtualTime(() => undefined, options),
    { maxTime: 1000, maxEvents: 1000 },
    didYouMean('maxTimes', 'maxTime'),
  ),
  entry<ErrorBudgetOptions>(
    'errorBudget of a mock server',
    'ErrorBudgetOptions',
    (value) => engineReplies({ errorBudget: value }),
    errorBudget,
    didYouMean('errorBudget.treshold', 'errorBudget.threshold'),
  ),
  entry<{ requests: number; tokens: number; requestsPerDay?: number }>(
    'tier of a mock server',
    'LimitOptions',
    (tier) => engineReplies({ tier }),
    { requests: 1, tokens: 1, requestsPerDay: 1 },
    didYouMean('tier.token', 'tier.tokens'),
  ),
  entry<ApiErrorDetails>(
    'apiError',
    'ApiErrorDetails',
    (details) => apiError(400, details),
    { message: 'a', code: 'b', retryAfter: 1, headers: {}, body: {}, inBand: true },
    didYouMean('inband', 'inBand'),
  ),
  entry<ChunkOptions>(
    'chunk',
    'ChunkOptions',
    (options) => chunk('a', options),
    { choice: 1 },
    didYouMean('choose', 'choice'),
  ),
  entry<ChunkOptions>(
    'logprobs',
    'ChunkOptions',
    (options) => logprobs([], options),
    { choice: 1 },
    didYouMean('chioce', 'choice'),
  ),
  entry<ToolCallPiece>(
    'toolCall',
    'ToolCallPiece',
    toolCall,
    { choice: 1, index: 1, id: 'a', name: 'b', arguments: {} },
    didYouMean('argument', 'arguments'),
  ),
  entry<UsageInit>(
    'usage',
    'UsageInit',
    usage,
    { prompt: 1, completion: 1, usd: 1 },
    didYouMean('complation', 'completion'),
  ),
];

const getMessage = (call: () => unknown): string => {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as TypeError).message;
  }
  return 'nothing was thrown';
};

describe.each(entries.map((one) => [one.name, one] as const))('%s', (_, { call, options, typo, message }) => {
  it('accepts every documented option', () => {
    expect(() => call(options as never)).not.toThrow();
  });

  it('rejects a mistyped name, even with the value undefined, and suggests the closest one', () => {
    expect(getMessage(() => call({ [typo]: undefined } as never))).toBe(message);
    expect(getMessage(() => call({ ...options, [typo]: 1 } as never))).toBe(message);
  });

  it('lists the known names if none is close', () => {
    const known = Object.keys(options);
    const rejected = getMessage(() => call({ ...options, somethingElseEntirely: 1 } as never));

    const path = message.includes('.') ? `${/`(\w+)\./.exec(message)?.[1] ?? ''}.` : '';
    expect(rejected).toContain(`unknown option \`${path}somethingElseEntirely\`; known options: `);
    for (const name of known) expect(rejected).toContain(name);
  });
});

describe('startMockServer', () => {
  const options: { readonly [K in keyof MockServerOptions]-?: MockServerOptions[K] } = {
    tier: 'L',
    errorBudget,
    port: 0,
    script: defaultScript,
    apiKey: 'key',
    modelPrivacy: 'private',
    catalogue: defaultCatalogue,
    fault: () => undefined,
    allowedHosts: [],
    allowedOrigins: [],
    onScriptError: () => undefined,
  };

  it('accepts every documented option', async () => {
    await using server = await startMockServer(options);

    expect(server.port).toBeGreaterThan(0);
  });

  it('rejects a mistyped name, and suggests the closest one', async () => {
    await expect(startMockServer({ alowedHosts: [] } as never)).rejects.toThrow(
      new TypeError('unknown option `alowedHosts`; did you mean `allowedHosts`?'),
    );
  });
});

describe('options', () => {
  it.each([
    [null, 'null'],
    ['baseURL', 'a string'],
    [5, '5'],
    [[], 'an array'],
    [() => 0, 'a function'],
  ])('must be an object: %p', (options, received) => {
    const create = () => new VeniceClient(options as never);

    expect(create).toThrow(new TypeError(`\`options\` must be an object; received ${received}`));
  });

  it('may inherit other properties', () => {
    const options = Object.assign(Object.create({ baseUrl: 'http://b.example' }) as object, { apiKey: 'a' });

    expect(() => new VeniceClient(options)).not.toThrow();
  });

  it('may not have a name that all objects inherit, such as `toString`', () => {
    expect(getMessage(() => pace({ toString: 1 } as never))).toBe(
      'unknown option `toString`; known options: by, locale, maxLag',
    );
  });
});

it('these specs cover every options type of the public API', () => {
  const folder = resolve(__dirname, '../../etc');
  const reports = readdirSync(folder).map((file) => readFileSync(resolve(folder, file), 'utf8'));
  const found = reports.flatMap((report) =>
    [...report.matchAll(/^export interface (\w+(?:Options|Config|Requirements))\b/gm)].map(
      ([, name]) => name,
    ),
  );
  // The specs of these options are in other folders, such as those of Angular and of durable runs.
  const elsewhere = [
    'ChatResourceOptions',
    ...['InjectConversationOptions', 'InjectStoredConversationOptions'],
    'MockServerOptions',
    ...['LoadOptions', 'SaveOptions', 'IndexedDbStoreOptions'],
    ...[
      'DurableOptions',
      'MemoryRunStoreOptions',
      'RunResponseOptions',
      'StartFunctionOptions',
      'StartOptions',
      'RedisRunStoreOptions',
      'NodeRedisScriptOptions',
    ],
    ...['StartSourceOptions', 'RunOptions', 'FollowOptions', 'StopOptions', 'CloseOptions', 'ClaimOptions'],
    ...['FollowRunOptions', 'StopRunOptions', 'DurableChatOptions', 'ReconnectOptions', 'RunPathOptions'],
  ];

  const known = [...entries.flatMap(({ types }) => types), ...elsewhere];
  expect(found.length).toBeGreaterThan(30);
  expect(found.filter((name) => name !== undefined && !known.includes(name))).toEqual([]);
});
