import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Mock, startMock } from '../dev-mock/mock-server.mjs';
import { axeFindings } from './support/axe.js';
import { type Desk, launchBrowser, openDesk } from './support/desk.js';
import { Journey } from './support/journey.js';

let browser: Browser;
let mock: Mock;
let desk: Desk;

beforeAll(async () => {
  browser = await launchBrowser();
  mock = await startMock({ incidents: 10 });
});
afterAll(async () => {
  await browser.close();
  await mock.stop();
});
beforeEach(async () => {
  desk = await openDesk(browser, '1366x768');
});
afterEach(() => desk.close());

async function signInWith(theme: string): Promise<void> {
  await desk.context.addInitScript((name) => {
    localStorage.setItem('muster.desk', JSON.stringify({ theme: name, volume: 0, slashKey: true }));
  }, theme);
  await new Journey(desk.page).signIn(`${mock.url}/link/one-time-training-link`);
}

describe('no serious or critical axe finding', () => {
  it('on the sign-in and set-up pages', async () => {
    await desk.page.goto(`${mock.url}/sign-in`);
    await desk.page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await axeFindings(desk.page)).toEqual([]);
    await desk.page.goto(`${mock.url}/setup`);
    await desk.page.getByRole('button', { name: 'Create account' }).waitFor();
    expect(await axeFindings(desk.page)).toEqual([]);
  });

  it.each(['dark', 'light', 'contrast'])('on the console, %s', async (theme) => {
    await signInWith(theme);
    const { page } = desk;
    await page.keyboard.press('F2');
    await page
      .getByRole('button', { name: /Enter dispatches/ })
      .first()
      .waitFor();
    await page.keyboard.press('F3');
    await page.keyboard.press('Alt+Digit3');
    await page.getByText(/instead of number 1/).waitFor();
    await desk.picture(`console-${theme}`);
    expect(await axeFindings(desk.page)).toEqual([]);
    await page.keyboard.press('F1');
    await page.getByRole('heading', { name: 'New call' }).waitFor();
    await desk.picture(`call-${theme}`);
    expect(await axeFindings(desk.page)).toEqual([]);
    await page.getByRole('button', { name: /Help/ }).press('Enter');
    await page.getByRole('heading', { name: 'Keys and commands' }).waitFor();
    expect(await axeFindings(desk.page)).toEqual([]);
  });
});
