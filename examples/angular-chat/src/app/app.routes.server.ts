import { RenderMode, type ServerRoute } from '@angular/ssr';

export const serverRoutes: ServerRoute[] = [
  // A chat is in the storage of its tab, which the server does not see.
  { path: '', renderMode: RenderMode.Client },
  { path: '**', renderMode: RenderMode.Server },
];
