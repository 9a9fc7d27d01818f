import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startMock } from '../dev-mock/mock-server.mjs';
import { launchBrowser, openDesk } from './support/desk.js';
import { Journey } from './support/journey.js';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

it('says how old it is when the server goes, and is whole again when it is back', async () => {
  const first = await startMock({ incidents: 3 });
  const desk = await openDesk(browser);
  await new Journey(desk.page).signIn(`${first.url}/link/one-time-training-link`);
  await first.stop();
  await desk.page.getByText(/Link lost · data as of \d\d:\d\d:\d\d/).waitFor({ timeout: 3_000 });
  // another process on the same address has forgotten the session, so the desk must sign in again
  const second = await startMock({ port: first.port, incidents: 5 });
  await desk.page.getByRole('button', { name: 'Sign in' }).waitFor({ timeout: 15_000 });
  await new Journey(desk.page).signIn(`${second.url}/link/one-time-training-link`);
  await desk.page.getByText('5 open', { exact: false }).first().waitFor();
  await desk.close();
  await second.stop();
  const unexpected = desk.troubles.filter((text) => !/ERR_CONNECTION|WebSocket|401/.test(text));
  expect(unexpected).toEqual([]);
});
