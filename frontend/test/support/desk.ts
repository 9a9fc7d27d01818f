import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';

const EXECUTABLE = process.env['MUSTER_CHROMIUM'] ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const SHOTS = path.resolve(import.meta.dirname, '../../../dist/test-screens');

export type ScreenSize = '1920x1080' | '1366x768';

/** One browser with one console page, and everything that went wrong in it. */
export interface Desk {
  page: Page;
  context: BrowserContext;
  /** Errors of the console, uncaught errors and refused requests of the page. */
  troubles: string[];
  /** Keeps a picture in dist/test-screens. */
  picture(name: string): Promise<void>;
  close(): Promise<void>;
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
}

export async function openDesk(browser: Browser, size: ScreenSize = '1920x1080'): Promise<Desk> {
  const [width = 0, height = 0] = size.split('x').map(Number);
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()}`);
  });
  page.on('response', (response) => {
    if (response.status() < 400) return;
    const { pathname } = new URL(response.url());
    troubles.push(`http: ${response.status()} ${response.request().method()} ${pathname}`);
  });
  return {
    page,
    context,
    troubles,
    picture: async (name) => {
      mkdirSync(SHOTS, { recursive: true });
      await page.screenshot({ path: path.join(SHOTS, `${name}-${size}.png`) });
    },
    close: () => context.close(),
  };
}

/** Types as a person does: the whole line, then Enter. */
export async function command(page: Page, line: string): Promise<void> {
  await page.keyboard.press('Control+Space');
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

/** Presses Tab until the field with this label has the focus; fails after `most` stops. */
export async function tabTo(page: Page, label: string, most = 12): Promise<void> {
  for (let stop = 0; stop < most; stop += 1) {
    await page.keyboard.press('Tab');
    if ((await focusedLabel(page)).startsWith(label)) return;
  }
  throw new Error(`Tab did not reach "${label}"; it stands on "${await focusedLabel(page)}"`);
}

/** What a screen reader would call the focused control. */
async function focusedLabel(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLInputElement | null;
    const label = element?.labels?.[0]?.textContent ?? element?.getAttribute('aria-label');
    return (label ?? element?.textContent ?? '').replace(/\s+/g, ' ').trim();
  });
}
