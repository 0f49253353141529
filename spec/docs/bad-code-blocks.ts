/** A page with one good block, and blocks that do not compile, fail or do not end. */
export const badCodeBlocks = `
\`\`\`ts
import { VeniceClient } from 'venice-rx';

console.log(typeof VeniceClient);
\`\`\`
\`\`\`ts
import { VeniceClient } from 'venice-rx';

const client: string = new VeniceClient();
console.log(client);
\`\`\`
\`\`\`js
import { VeniceClient } from 'venice-rx';

new VeniceClient().open();
\`\`\`
\`\`\`ts
import { noSuchName } from 'venice-rx';

noSuchName;
\`\`\`
\`\`\`ts
throw new Error('thrown on purpose');
\`\`\`
\`\`\`ts
void Promise.reject(new Error('rejected on purpose'));
\`\`\`
\`\`\`ts
import { VeniceClient } from 'venice-rx';

new VeniceClient().chat.completions.create({ model: 'no-such-model', messages: [], stream: true }).subscribe();
\`\`\`
\`\`\`ts
await new Promise(() => undefined);
\`\`\`
\`\`\`ts
import { Component } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';

@Component({ selector: 'app-root', template: 'no answer' })
class App {}
await bootstrapApplication(App);
\`\`\`
\`\`\`ts
import { ErrorHandler, createEnvironmentInjector } from '@angular/core';
import { createApplication } from '@angular/platform-browser';

const { injector } = await createApplication();
createEnvironmentInjector([], injector).get(ErrorHandler).handleError(new Error('reported to Angular'));
\`\`\`
`;
