// Preloaded before modules that use Angular: sets up a jsdom page, the compiler and, for modules with TestBed, the test environment. A
// module fails if anything is written to console.error.
import '@angular/compiler';
import { readFileSync } from 'node:fs';
import { JSDOM } from 'jsdom';

const { destroyPlatform } = await import('@angular/core');
const { getTestBed } = await import('@angular/core/testing');
const { BrowserTestingModule, platformBrowserTesting } = await import('@angular/platform-browser/testing');

const url = new URL('/', process.env.VENICE_BASE_URL ?? 'http://localhost').href;
const { window } = new JSDOM('<!doctype html><app-root></app-root>', { url });
const { document, location, Node, Element, HTMLElement, Event, KeyboardEvent, CSSStyleSheet } = window;
Object.assign(globalThis, {
  window,
  document,
  location,
  Node,
  Element,
  HTMLElement,
  Event,
  KeyboardEvent,
  CSSStyleSheet,
  requestAnimationFrame: (callback) => setTimeout(() => callback(performance.now()), 16),
  cancelAnimationFrame: clearTimeout,
});

const { error } = console;
console.error = (...texts) => {
  process.exitCode = 1;
  error(...texts);
};

process.on('module', (path) => {
  document.body.innerHTML = '<app-root></app-root>';
  const program = readFileSync(path, 'utf8');
  destroyPlatform(); // a process has only one platform, and tests need a different platform than apps
  if (program.includes('TestBed')) {
    getTestBed().resetTestEnvironment();
    getTestBed().initTestEnvironment(BrowserTestingModule, platformBrowserTesting());
  }
  if (program.includes('bootstrapApplication')) {
    process.prependOnceListener('beforeExit', () => {
      // A word near the end of the answer of quick-script.ts.
      if (!document.body.textContent.includes('lantern'))
        console.error('the page does not show an answer', document.body.innerHTML);
    });
  }
});
