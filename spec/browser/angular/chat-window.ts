import type { Browser, BrowserContextOptions, ConsoleMessage, Locator, Page } from 'playwright-core';
import { maxWait } from '../max-wait.js';
import type { AngularApp } from './angular-app.js';

/** A window of Chromium with the chat, as a user sees it. */
export class ChatWindow implements AsyncDisposable {
  readonly page: Page;
  readonly answer: Locator;
  /** Errors and warnings on the console, including those of hydration, and uncaught errors of the page. */
  readonly problems: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    this.answer = page.locator('app-answer-view').last();
    page.setDefaultTimeout(maxWait);
    page.on('pageerror', (error) => this.problems.push(error.message));
    page.on('console', (message: ConsoleMessage) => {
      if (['error', 'warning'].includes(message.type())) this.problems.push(message.text());
    });
  }

  /** Opens an empty window with its own storage. */
  static async blank(browser: Browser, options: BrowserContextOptions = {}): Promise<ChatWindow> {
    const context = await browser.newContext(options);
    return new ChatWindow(await context.newPage());
  }

  /** Opens an empty tab, which shares the storage of this window and is closed together with it. */
  async openTab(): Promise<ChatWindow> {
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

  /** Resolves when the conversation has no run. */
  async waitUntilIdle(): Promise<void> {
    await this.page.getByRole('button', { name: 'Send' }).waitFor();
  }

  /** Sends a message, and resolves with the answer. */
  async ask(text: string): Promise<string> {
    const answers = await this.page.locator('app-answer-view footer').count();
    await this.say(text);
    await this.page.locator('app-answer-view footer').nth(answers).waitFor();
    await this.waitUntilIdle();
    return this.text();
  }

  /** The text of the last answer so far. */
  async text(): Promise<string> {
    const texts = await this.answer.locator('app-markdown').allTextContents();
    return texts.join('\n').trim();
  }

  /** Resolves with the last answer when it has more than `above` characters. */
  async waitForLength(above: number): Promise<string> {
    await this.page.waitForFunction(
      (above) =>
        (document.querySelector('app-answer-view:last-of-type app-markdown')?.textContent ?? '').length >
        above,
      above,
      // By default Playwright polls once per frame, but a hidden page has no frames.
      { polling: 20 },
    );
    return this.text();
  }

  /** Resolves when the page shows this text. Text that only screen readers see does not count. */
  async waitForText(text: string): Promise<void> {
    await this.page.getByRole('main').getByText(text).waitFor();
  }

  /** Starts a new conversation. */
  async startNew(): Promise<void> {
    await this.page.getByRole('link', { name: 'New chat' }).click();
    await this.waitForText('What would you like to know?');
  }

  /** Shows the list of conversations, which is hidden on a narrow screen. */
  async showConversations(): Promise<void> {
    const toggle = this.button('Chats');
    if (await toggle.isVisible()) await toggle.click();
    await this.conversations.first().waitFor();
  }

  /** The questions that are shown. */
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
