import type { HttpInterceptorFn } from '@angular/common/http';
import { type ApplicationConfig, type Resource, signal } from '@angular/core';
import type { ChatCompletion, VeniceClient } from 'venice-rx';
import {
  chatResource,
  injectConversation,
  injectVenice,
  provideVenice,
  withHttpInterceptors,
} from 'venice-rx/angular';

const trace: HttpInterceptorFn = (request, next) => next(request);

export const config: ApplicationConfig = {
  providers: [provideVenice({ baseURL: '/api' }, withHttpInterceptors([trace]))],
};

export class Page {
  readonly client: VeniceClient = injectVenice();
  readonly prompt = signal('');
  readonly answer = chatResource({
    params: () => ({ model: 'default', messages: [{ role: 'user', content: this.prompt() }] }),
    whileRunning: 'exhaust',
  });
  readonly resource: Resource<ChatCompletion | undefined> = this.answer;
  readonly conversation = injectConversation({ request: { model: 'default' } });
}
