import type { Routes } from '@angular/router';
import { signedIn } from './core/signed-in.guard.js';

export const routes: Routes = [
  { path: '', pathMatch: 'full', redirectTo: 'console' },
  {
    path: 'sign-in',
    title: 'Sign in · Muster',
    loadComponent: () => import('./sign-in/sign-in.js').then((file) => file.SignInPage),
  },
  {
    path: 'link/:token',
    title: 'Signing in · Muster',
    loadComponent: () => import('./sign-in/sign-in-link.js').then((file) => file.SignInLinkPage),
  },
  {
    path: 'setup',
    title: 'First administrator · Muster',
    loadComponent: () => import('./sign-in/setup.js').then((file) => file.SetupPage),
  },
  {
    path: 'console',
    title: 'Console · Muster',
    canActivate: [signedIn],
    loadComponent: () => import('./console/console.js').then((file) => file.Console),
  },
  {
    path: 'no-screen',
    title: 'No screen · Muster',
    loadComponent: () => import('./sign-in/no-screen.js').then((file) => file.NoScreenPage),
  },
  { path: '**', redirectTo: 'console' },
];
