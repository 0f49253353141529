import type { Routes } from '@angular/router';

export const routes: Routes = [
  {
    path: '',
    pathMatch: 'full',
    title: 'Chat · venice-rx',
    loadComponent: () => import('./chat/chat-page').then(({ ChatPage }) => ChatPage),
  },
  {
    path: 'ask',
    title: 'Ask once · venice-rx',
    loadComponent: () => import('./ask/ask-page').then(({ AskPage }) => AskPage),
  },
  { path: '**', redirectTo: '' },
];
