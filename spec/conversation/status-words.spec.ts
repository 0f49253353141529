import { expectTypeOf } from 'expect-type';
import type { ChatState, ChatStatus, ConversationState, ConversationToolCall } from 'venice-rx';
import type { ChatResourcePhase } from 'venice-rx/angular';

it('lists exactly the status words that chats, resources, conversations and tool calls use', () => {
  expectTypeOf<
    ChatState['status'] | ChatResourcePhase | ConversationState['status'] | ConversationToolCall['status']
  >().toEqualTypeOf<ChatStatus>();
});
