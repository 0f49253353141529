// Client of an application
export { provideVenice } from './provide-venice.js';
export { injectVenice } from './inject-venice.js';
export { VENICE_CLIENT } from './venice-client-token.js';
export { withHttpInterceptors } from './with-http-interceptors.js';
export type { VeniceFeature } from './venice-feature.js';

// Answers as resources
export { type ChatResource, chatResource } from './chat-resource.js';
export type { ChatResourceOptions, ChatResourceRequest } from './chat-resource-options.js';
export type { ChatResourcePhase } from './chat-resource-state.js';
export type { WhileRunning } from '../conversation/conversation-options.js';

// Conversations
export { injectConversation } from './inject-conversation.js';
export type { ConversationRef } from './conversation-ref.js';
export type {
  InjectConversationOptions,
  InjectStoredConversationOptions,
} from './inject-conversation-options.js';

// Timing of signals
export { VENICE_RENDER_NOTIFIER } from './render-notifier.js';
