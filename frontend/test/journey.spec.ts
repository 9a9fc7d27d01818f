import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Mock, startMock } from '../dev-mock/mock-server.mjs';
import { type Desk, command, launchBrowser, openDesk } from './support/desk.js';
import { Journey } from './support/journey.js';

const LINK = '/link/one-time-training-link';
let browser: Browser;
let mock: Mock;
let desk: Desk;
let journey: Journey;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  mock = await startMock({ speed: 8, incidents: 6 });
  desk = await openDesk(browser);
  journey = new Journey(desk.page);
  await journey.signIn(mock.url + LINK);
});
afterEach(async () => {
  await desk.close();
  await mock.stop();
  expect(desk.troubles).toEqual([]);
});

describe('the main job by keyboard and visible text', () => {
  it('call, recommendation, dispatch, drive, arrival, close', async () => {
    const incidentNo = await journey.takeCall({
      place: 'Station',
      narrative: 'Man with a knife outside the shop.',
      type: 'Person with',
    });
    expect(await journey.recommended()).toHaveLength(5);
    const callSign = await journey.dispatchFirst(incidentNo);
    await journey.unitIs(callSign, 'en route');
    const unit = mock.world.units.find(({ view }) => view.callSign === callSign);
    const before = { ...unit?.at };
    await desk.picture('en-route');
    await journey.unitIs(callSign, 'at scene');
    expect(unit?.at).not.toEqual(before);
    await journey.close(incidentNo, 'ARREST');
    await desk.page.getByText('Result', { exact: true }).waitFor();
    await desk.page.getByRole('button', { name: 'Reopen' }).waitFor();
  });

  it('the order changes when a unit moves, and is held while someone is in the list', async () => {
    const { page } = desk;
    const { incident } = mock.takeCall('P2');
    await journey.open(incident.no);
    const order = await journey.recommended();
    const mover = mock.world.units.find(({ view }) => view.callSign === order[3]);
    if (!mover || !incident.place.point) throw new Error('no unit to move');
    await page.keyboard.press('F3');
    await page.getByText(/order held/).waitFor();
    mover.frozen = true;
    mover.at = { ...incident.place.point };
    await page.getByText('▲1').waitFor({ timeout: 10_000 });
    expect(await journey.recommended()).toEqual(order);
    await page.keyboard.press('Alt+KeyQ');
    await expect
      .poll(async () => (await journey.recommended())[0], { timeout: 10_000 })
      .toBe(order[3]);
  });

  it('asks why when it is not the first, and sends with one more key', async () => {
    const { page } = desk;
    const { incident } = mock.takeCall('P2');
    await journey.open(incident.no);
    const [, second = ''] = await journey.recommended();
    await page.keyboard.press('Alt+Digit2');
    await page.getByText(/instead of number 1/).waitFor();
    await page.keyboard.press('Enter');
    await journey.said(new RegExp(`${second} sent to ${incident.no}`));
    await journey.unitIs(second, 'sent');
  });

  it('a command that is not understood does nothing and suggests', async () => {
    await command(desk.page, 'dispach 1401 RW10');
    await journey.said(/Did you mean "d 1401 RW10"/);
    await command(desk.page, 'd 1401 ZZ99');
    await journey.said(/No unit ZZ99/);
  });

  it('undoes for ten seconds', async () => {
    const { incident } = mock.takeCall('P3');
    await journey.open(incident.no);
    await command(desk.page, `p ${incident.no} 2 getting louder`);
    await journey.said(new RegExp(`${incident.no} is P2`));
    await command(desk.page, 'u');
    await journey.said(new RegExp(`Undone: grade P2 of ${incident.no}`));
  });

  it('F2 opens the next unassigned, F7 notes, F8 acknowledges a new P1 that is seen and named', async () => {
    const { page } = desk;
    const { incident } = mock.takeCall('P1');
    const alarms = page.getByRole('region', { name: 'Alarms' });
    await alarms.getByText(new RegExp(`^\\s*${incident.no} `)).waitFor();
    const standing = await alarms.getByRole('listitem').count();
    await page.keyboard.press('F8');
    await expect.poll(() => alarms.getByRole('listitem').count()).toBe(standing - 1);
    await page.keyboard.press('F2');
    await page.getByRole('article').waitFor();
    await page.keyboard.press('F7');
    await page.getByRole('form', { name: 'Note' }).waitFor();
    await page.keyboard.type('Caller rang back.');
    await page.keyboard.press('Control+Enter');
    await journey.said(/Note added/);
    await page.getByText('Caller rang back.').waitFor();
  });

  it('shows an emergency above everything until it is acknowledged', async () => {
    const { page } = desk;
    const unit = mock.world.units[3];
    if (!unit) throw new Error('no unit');
    await command(page, `s ${unit.view.callSign} 0`);
    const first = page.getByRole('region', { name: 'Alarms' }).getByRole('listitem').first();
    await first.getByText('EMERGENCY').waitFor();
    await first.getByText(unit.view.callSign).waitFor();
    await page.keyboard.press('F8');
    await first.getByText('EMERGENCY').waitFor({ state: 'detached' });
  });
});
