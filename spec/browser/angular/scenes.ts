import { replyTo } from '../../../examples/angular-chat/local-script.js';
import type { AngularApp } from './angular-app.js';
import type { ChatWindow } from './chat-window.js';

/** For each state of the page, a function that brings the page into this state. */
export const scenes: Readonly<Record<Scene, (window: ChatWindow, app: AngularApp) => Promise<void>>> = {
  empty: async (window, app) => {
    await window.page.goto(app.url);
    await window.waitForText('What would you like to know?');
  },
  answer: async (window, app) => {
    await openChat(window, app);
    await window.ask('Why is the sky blue, and the sunset red? Think it through.');
  },
  'open reasoning': async (window, app) => {
    await openChat(window, app);
    await window.ask('Why is the sky blue, and the sunset red? Think it through.');
    await window.page.getByText('Reasoning').click();
  },
  code: async (window, app) => {
    await openChat(window, app);
    await window.ask('Write a debounced search box in Angular with RxJS.');
  },
  streaming: async (window, app) => {
    await openChat(window, app);
    app.reply = {
      text: 'Once upon a time there was a knight who was afraid. '.repeat(200),
      timing: { tokenDelay: 20 },
    };
    await window.say('Tell me a long story.');
    await window.waitForLength(200);
  },
  tool: async (window, app) => {
    await openChat(window, app);
    await window.say('Roll five dice for me.');
    await window.waitForText('in total');
    await window.waitUntilIdle();
  },
  approval: async (window, app) => {
    await openChat(window, app);
    await window.say('Save a packing list for a weekend in the hills as a file.');
    await window.button('Allow').waitFor();
  },
  versions: async (window, app) => {
    await openChat(window, app);
    await window.ask('What is a marble diagram?');
    await window.button('Regenerate').click();
    await window.page.getByText('2/2').waitFor();
    await window.waitUntilIdle();
  },
  queue: async (window, app) => {
    await scenes.streaming(window, app);
    await window.say('And what became of the horse?');
    await window.say('Draw a map of the valley, as a table.');
    await window.button('Edit “And what became of the horse?”').waitFor();
  },
  conversations: async (window, app) => {
    await openChat(window, app);
    await window.ask('What is a marble diagram?');
    await window.startNew();
    await window.ask('Roll five dice for me.');
    await window.startNew();
    await window.ask('Tell me a story about a brave knight.');
    await window.showConversations();
  },
  error: async (window, app) => {
    await openChat(window, app);
    app.reply = { text: 'Let me begin with the lantern, which', tail: 'error' };
    await window.say('Tell me about Maren.');
    await window.page.getByRole('alert').waitFor();
  },
  edit: async (window, app) => {
    await openChat(window, app);
    await window.ask('What is a marble diagram?');
    await window.page.locator('app-question-view').hover();
    await window.button('Edit this message').click();
    await window.page.getByLabel('Edit your message').waitFor();
  },
  'edit queued': async (window, app) => {
    await scenes.queue(window, app);
    await window.button('Edit “And what became of the horse?”').click();
    await window.page.getByLabel('Edit queued message').waitFor();
  },
  'ask once': async (window, app) => {
    app.reply = { text: '' };
    await openChat(window, app);
    await window.page.goto(`${app.url}/ask?q=${encodeURIComponent('What is a marble diagram?')}`);
    await window.waitForText('is a picture of values in time');
  },
};

/** The name of a state. */
export type Scene =
  | 'answer'
  | 'approval'
  | 'ask once'
  | 'code'
  | 'conversations'
  | 'edit queued'
  | 'edit'
  | 'empty'
  | 'error'
  | 'open reasoning'
  | 'queue'
  | 'streaming'
  | 'tool'
  | 'versions';

/** Opens the chat, with the answers of `local-script.ts` but without their delays. */
async function openChat(window: ChatWindow, app: AngularApp): Promise<void> {
  app.reply = (request) => ({ ...replyTo(request), timing: {} });
  await window.page.goto(app.url);
}
