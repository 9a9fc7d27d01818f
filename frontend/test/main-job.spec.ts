import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from './support/axe.js';
import { type Desk, launchBrowser, openDesk } from './support/desk.js';
import { Journey } from './support/journey.js';
import { MusterSystem } from './support/muster-system.js';
import type { OfficerDevice } from './support/officer-device.js';
import { SmallForce } from './support/small-force.js';

// what is promised of a console that loses its server
const SAYS_SO_WITHIN_MS = 3_000;
const WHOLE_AGAIN_WITHIN_MS = 5_000;

// an order on screen stands for ten seconds, and is looked at every two
const NEW_ORDER_WITHIN_MS = 15_000;

let browser: Browser;
let system: MusterSystem;
let force: SmallForce;
let desk: Desk;
let journey: Journey;

beforeAll(async () => {
  [browser, system] = await Promise.all([launchBrowser(), MusterSystem.start()]);
  force = await SmallForce.onDuty(system.url, system.listening.simulator.token);
  desk = await openDesk(browser);
  journey = new Journey(desk.page);
});
afterAll(async () => {
  force?.disconnect();
  await Promise.all([browser?.close(), system?.stop()]);
});

/** What went wrong in the page since the last time it was asked. */
function newTroubles(): string[] {
  return desk.troubles.splice(0);
}

describe('the main job on the built system, by keyboard and visible text', () => {
  let incidentNo: number;
  let sent: OfficerDevice;
  let openBefore: number;

  it('signs in by a one-time link', async () => {
    await desk.page.goto(`${system.url}/sign-in`);
    await desk.page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await axeFindings(desk.page)).toEqual([]);
    // asking who is signed in is how the page learns that nobody is
    expect(newTroubles().filter((text) => !text.includes('401'))).toEqual([]);
    await journey.signIn(system.linkOf('dispatcher'));
    await desk.page.getByText(`${force.callSigns.length} available of`).waitFor();
    expect(newTroubles().filter((text) => !text.includes('401'))).toEqual([]);
  });

  it('takes a call at an address and is shown who could be there soonest', async () => {
    incidentNo = await journey.takeCall({
      place: force.scene.label,
      narrative: 'Two men shouting, glass broken.',
      type: 'Domestic',
    });
    await journey.open(incidentNo);
    const order = await journey.recommended();
    expect(new Set(order).size).toBe(5);
    expect(force.callSigns).toEqual(expect.arrayContaining(order));
  });

  it('changes the order on screen when a unit moves', async () => {
    const [, , , , last = ''] = await journey.recommended();
    await force.device(last).moveTo(force.neighbour.point);
    const first = async () => (await journey.recommended())[0];
    await expect.poll(first, { timeout: NEW_ORDER_WITHIN_MS }).toBe(last);
  });

  it('dispatches with one key and follows the unit until it has arrived', async () => {
    const first = await journey.dispatchFirst(incidentNo);
    sent = force.device(first);
    await accept(sent, incidentNo);
    await journey.unitIs(first, 'en route');
    const before = await mapAtRest();
    await sent.moveTo(force.scene.point);
    const picture = async () => before.equals(await map().screenshot());
    await expect.poll(picture, { timeout: 10_000 }).toBe(false);
    await sent.status(6);
    await journey.unitIs(first, 'at scene');
    expect(await axeFindings(desk.page)).toEqual([]);
  });

  it('closes with a result', async () => {
    await journey.close(incidentNo, 'ARREST');
    await desk.page.getByRole('button', { name: 'Reopen' }).waitFor();
    await sent.status(2);
    expect(newTroubles()).toEqual([]);
  });

  it('says how old it is when the server is killed, and is whole soon after it is back', async () => {
    openBefore = await force.callFromElsewhere();
    await journey.open(openBefore);
    await system.kill();
    const { page } = desk;
    await page
      .getByText(/Link lost · data as of \d\d:\d\d:\d\d/)
      .waitFor({ timeout: SAYS_SO_WITHIN_MS });
    force.disconnect();
    await system.restart();
    await page
      .getByRole('status')
      .getByText('Live', { exact: true })
      .waitFor({ timeout: WHOLE_AGAIN_WITHIN_MS });
    const outage = newTroubles();
    expect(outage.filter((text) => !/net::ERR_|WebSocket/.test(text))).toEqual([]);
  });

  it('has lost nothing and goes on', async () => {
    await desk.page.getByText(`${force.callSigns.length} available of`).waitFor();
    await journey.open(openBefore);
    await force.connect();
    const after = await force.callFromElsewhere();
    await journey.open(after);
    const first = await journey.dispatchFirst(after);
    await accept(force.device(first), after);
    await journey.unitIs(first, 'en route');
    expect(newTroubles()).toEqual([]);
    expect(await system.ask('verify', '--json')).toMatchObject({ violations: 0 });
  });
});

function map(): Locator {
  return desk.page.getByRole('region', { name: 'Map' });
}

/** A picture of the map once nothing on it changes any more, so that a later change has a cause. */
async function mapAtRest(): Promise<Buffer> {
  let last = await map().screenshot();
  const isSame = async () => {
    const before = last;
    last = await map().screenshot();
    return before.equals(last);
  };
  await expect.poll(isSame, { timeout: 15_000, interval: 500 }).toBe(true);
  return last;
}

/** The crew accepts once its device has the order. */
async function accept(device: OfficerDevice, incidentNo: number): Promise<void> {
  const state = () => device.order(incidentNo)?.state;
  await expect.poll(state, { timeout: 10_000 }).toBe('dispatched');
  const order = device.order(incidentNo);
  if (order) await device.accept(order);
}
