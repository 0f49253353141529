import { RenderMode, type ServerRoute } from '@angular/ssr';

export const serverRoutes: ServerRoute[] = [
  // Chats are stored in the browser, which the server does not see.
  { path: '', renderMode: RenderMode.Client },
  { path: '**', renderMode: RenderMode.Server },
];
