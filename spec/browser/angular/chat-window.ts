import type { Browser, BrowserContextOptions, ConsoleMessage, Locator, Page } from 'playwright-core';
import { maxWait } from '../max-wait.js';
import type { AngularApp } from './angular-app.js';

/** A window of Chromium with the chat, as a user sees it. */
export class ChatWindow implements AsyncDisposable {
  readonly page: Page;
  readonly answer: Locator;
  /** Errors and warnings on the console, those of hydration among them, and uncaught errors of the page. */
  readonly complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    this.answer = page.locator('app-answer-view').last();
    page.setDefaultTimeout(maxWait);
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message: ConsoleMessage) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
  }

  /** Opens an empty window with a storage of its own. */
  static async blank(browser: Browser, options: BrowserContextOptions = {}): Promise<ChatWindow> {
    const context = await browser.newContext(options);
    return new ChatWindow(await context.newPage());
  }

  /** Opens another tab, which shares the storage of this one and is closed with it. */
  async tab(): Promise<ChatWindow> {
    return new ChatWindow(await this.page.context().newPage());
  }

  /** Opens a page of the app. */
  static async open(app: AngularApp, browser: Browser, path = '/'): Promise<ChatWindow> {
    const window = await ChatWindow.blank(browser);
    await window.page.goto(app.url + path);
    return window;
  }

  async say(text: string): Promise<void> {
    await this.page.getByLabel('Message', { exact: true }).fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Resolves when no answer is coming any more. */
  async settled(): Promise<void> {
    await this.page.getByRole('button', { name: 'Send' }).waitFor();
  }

  /** Says something, and resolves with the answer. */
  async ask(text: string): Promise<string> {
    const answers = await this.page.locator('app-answer-view footer').count();
    await this.say(text);
    await this.page.locator('app-answer-view footer').nth(answers).waitFor();
    await this.settled();
    return this.text();
  }

  /** The text of the last answer, as it stands. */
  async text(): Promise<string> {
    const texts = await this.answer.locator('app-markdown').allTextContents();
    return texts.join('\n').trim();
  }

  /** Resolves when the last answer holds more than so many characters. */
  async grows(beyond: number): Promise<string> {
    await this.page.waitForFunction(
      (beyond) =>
        (document.querySelector('app-answer-view:last-of-type app-markdown')?.textContent ?? '').length >
        beyond,
      beyond,
      // Not by frames: a hidden page draws none.
      { polling: 20 },
    );
    return this.text();
  }

  /** Resolves when the page shows a text; what only a screen reader hears does not count. */
  async shows(text: string): Promise<void> {
    await this.page.getByRole('main').getByText(text).waitFor();
  }

  /** Starts a new conversation. */
  async startNew(): Promise<void> {
    await this.page.getByRole('link', { name: 'New chat' }).click();
    await this.shows('What would you like to know?');
  }

  /** Unfolds the list of conversations on a narrow screen. */
  async showConversations(): Promise<void> {
    const toggle = this.button('Chats');
    if (await toggle.isVisible()) await toggle.click();
    await this.conversations.first().waitFor();
  }

  /** The questions of the path. */
  questions(): Promise<readonly string[]> {
    return this.page.locator('app-question-view .bubble').allTextContents();
  }

  /** The links of the list of conversations. */
  get conversations(): Locator {
    return this.page.getByRole('navigation', { name: 'Conversations' }).locator('li a');
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
  }
}
