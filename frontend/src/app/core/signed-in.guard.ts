import { inject } from '@angular/core';
import { type CanActivateFn, Router } from '@angular/router';
import { Session, homeOf } from './session.js';

/** Lets signed-in principals with a console role pass; others go to the sign-in page or are told. */
export const signedIn: CanActivateFn = async (_route, state) => {
  const router = inject(Router);
  const session = await inject(Session).load();
  if (!session) return router.createUrlTree(['/sign-in'], { queryParams: { to: state.url } });
  return homeOf(session) === 'console' ? true : router.createUrlTree(['/no-screen']);
};
