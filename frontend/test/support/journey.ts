import type { Page } from 'playwright-core';
import { command, tabTo } from './desk.js';

/**
 * The dispatcher's main job by keyboard and visible text alone, in steps that run on any server:
 * the mock here, the real one elsewhere. Each step resolves when the screen shows that it is done.
 */
export class Journey {
  constructor(
    readonly page: Page,
    private readonly waitMs = 20_000,
  ) {}

  /** Uses up a one-time sign-in link, for example `http://127.0.0.1:4000/link/<token>`. */
  async signIn(link: string): Promise<void> {
    await this.page.goto(link);
    await this.page.getByRole('heading', { name: 'Incidents' }).waitFor({ timeout: this.waitMs });
    await this.page
      .getByRole('status')
      .getByText('Live', { exact: true })
      .waitFor({ timeout: this.waitMs });
  }

  /** Takes a call by hand; gives the number of the incident that it opened. */
  async takeCall(call: { place: string; narrative: string; type: string }): Promise<number> {
    const { page } = this;
    await page.keyboard.press('F1');
    await page.getByRole('heading', { name: 'New call' }).waitFor();
    await tabTo(page, 'Phone');
    await page.keyboard.type('07700 900456');
    await tabTo(page, 'Caller');
    await page.keyboard.type('A. Caller');
    await tabTo(page, 'Place');
    await page.keyboard.type(call.place);
    await page
      .getByRole('listbox', { name: 'Places' })
      .getByRole('option')
      .first()
      .waitFor({ timeout: this.waitMs });
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await tabTo(page, 'What is happening');
    await page.keyboard.type(call.narrative);
    await tabTo(page, 'Type');
    await page.keyboard.type(call.type);
    await page.keyboard.press('Control+Enter');
    const saved = page.getByRole('status').getByText(/Call \d+ saved, incident \d+/);
    await saved.waitFor({ timeout: this.waitMs });
    return Number(/incident (\d+)/.exec(await saved.innerText())?.[1]);
  }

  /** Opens the card of an incident by its number, once it is in the queue. */
  async open(incidentNo: number): Promise<void> {
    await this.page
      .getByRole('gridcell', { name: String(incidentNo), exact: true })
      .waitFor({ timeout: this.waitMs });
    await command(this.page, String(incidentNo));
    await this.page.getByRole('article', { name: `Incident ${incidentNo}` }).waitFor();
  }

  /** Call signs of the recommendation in the order on screen. */
  async recommended(): Promise<string[]> {
    const rows = this.page.getByRole('button', { name: /Enter dispatches/ });
    await rows.first().waitFor({ timeout: this.waitMs });
    const names = await rows.evaluateAll((elements) =>
      elements.map((element) => element.getAttribute('aria-label') ?? ''),
    );
    return names.map((name) => name.split(', ')[1] ?? '');
  }

  /** `Alt+1`: sends the first recommendation; gives its call sign. */
  async dispatchFirst(incidentNo: number): Promise<string> {
    const [callSign = ''] = await this.recommended();
    await this.page.keyboard.press('Alt+Digit1');
    await this.said(new RegExp(`${callSign} sent to ${incidentNo}`));
    return callSign;
  }

  /** Waits until the card says so of the assigned unit, for example "en route" or "at scene". */
  async unitIs(callSign: string, words: string): Promise<void> {
    await this.page
      .getByRole('list', { name: 'Assigned units' })
      .getByRole('listitem')
      .filter({ hasText: callSign })
      .getByText(words)
      .waitFor({ timeout: this.waitMs * 6 });
  }

  async close(incidentNo: number, resultCode: string): Promise<void> {
    await command(this.page, `c ${incidentNo} ${resultCode}`);
    await this.said(new RegExp(`${incidentNo} closed`));
  }

  /** Waits for a line in the result area at the bottom. */
  async said(words: RegExp): Promise<void> {
    await this.page.getByRole('status').getByText(words).last().waitFor({ timeout: this.waitMs });
  }
}
