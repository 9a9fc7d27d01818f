import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Desk, launchBrowser, openDesk } from './support/desk.js';
import { Journey } from './support/journey.js';
import { MusterSystem } from './support/muster-system.js';
import { palettePng } from './support/palette-png.js';
import { type Program, simulation } from './support/programs.js';

// The console in the middle of a simulated shift, for docs/screenshots. Run by pictures.config.ts.

const ROOT = path.resolve(import.meta.dirname, '../..');
const DEMO_WORLD = path.join(ROOT, '.data/worlds/west-midlands/world.osm.pbf');
const PICTURES = path.join(ROOT, 'docs/screenshots');
/** Enough open incidents for a queue that is worth looking at. */
const OPEN_INCIDENTS = 14;
const SHIFT = ['--speed', '10', '--dispatch-after', '60', '--incidents-per-hour', '75', '--flat'];

let browser: Browser;
let system: MusterSystem;
let shift: Program;

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  const map = existsSync(DEMO_WORLD) ? DEMO_WORLD : undefined;
  [browser, system] = await Promise.all([launchBrowser(), MusterSystem.start(map)]);
  shift = simulation(['run', '--url', system.url, '--map', system.mapFile, ...SHIFT], {
    MUSTER_SIM_ACCESS: JSON.stringify(system.listening.simulator),
  });
});
afterAll(async () => {
  shift?.process.kill('SIGTERM');
  await shift?.ended;
  await Promise.all([browser?.close(), system?.stop()]);
});

it('shows a shift in full swing', async () => {
  const desk = await openDesk(browser);
  await new Journey(desk.page).signIn(system.linkOf('dispatcher'));
  await expect
    .poll(() => openIncidents(desk.page), { timeout: 150_000, interval: 1_000 })
    .toBeGreaterThanOrEqual(OPEN_INCIDENTS);
  await openUnassigned(desk.page);
  await keep(desk, 'console-1920x1080');
  const small = await openDesk(browser, '1366x768');
  // the one-time link is used up; the session is the same person's
  await small.context.addCookies(await desk.context.cookies());
  await new Journey(small.page).signIn(system.url);
  await openUnassigned(small.page);
  await keep(small, 'console-1366x768');
  await small.page.keyboard.press('F1');
  await small.page.getByRole('heading', { name: 'New call' }).waitFor();
  await keep(small, 'new-call-1366x768');
  expect(desk.troubles.concat(small.troubles).filter((text) => !text.includes('401'))).toEqual([]);
  await Promise.all([desk.close(), small.close()]);
});

async function openIncidents(page: Page): Promise<number> {
  const counts = await page.getByText(/unassigned · \d+ open/).innerText();
  return Number(/(\d+) open/.exec(counts)?.[1]);
}

/** The second of the unassigned, nearer: with this seed it is in the middle of Birmingham. */
async function openUnassigned(page: Page): Promise<void> {
  await page.keyboard.press('F2');
  await page.keyboard.press('F2');
  await page.getByRole('region', { name: 'Map' }).press('+');
  const rows = page.getByRole('button', { name: /Enter dispatches/ });
  await rows.first().waitFor();
}

/** Waits until the map has come to rest under the picture: pans and zooms are animated. */
async function keep({ page }: Desk, name: string): Promise<void> {
  // nothing on the page tells when the worker has drawn the basemap
  await page.waitForTimeout(4_000);
  await page.evaluate(async () => {
    const endless = ({ effect }: Animation) => effect?.getComputedTiming().endTime === Infinity;
    const moving = document.getAnimations().filter((animation) => !endless(animation));
    await Promise.allSettled(moving.map(({ finished }) => finished));
  });
  writeFileSync(path.join(PICTURES, `${name}.png`), palettePng(await page.screenshot()));
}
