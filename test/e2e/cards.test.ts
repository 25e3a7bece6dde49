import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readMachine } from '../../demo/system/machine.ts';
import type { Card } from '../../src/bot/chat/card.ts';
import { CARD_GALLERY } from '../support/card-gallery.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const RENDERER = join(ROOT, 'node_modules/adaptivecards/dist/adaptivecards.min.js');
/** With EXO_SCREENSHOTS=1 a picture of each card lies in the one, of those that the documents show in the other. */
const PICTURES = join(ROOT, '.exo', 'cards');
const DOCUMENTS = join(ROOT, 'docs', 'images', 'cards');
const DOCUMENTED = ['status-needs', 'status-expiring', 'rotate-due', 'rotation-put-back'];
/** CSS pixels of a card in Teams on a phone, and in a channel on a desk. */
const PHONE = 320;
const DESK = 720;

/** Runs in the page. */
const DRAW = `
  function drawCard(payload) {
    const card = new AdaptiveCards.AdaptiveCard();
    card.hostConfig = new AdaptiveCards.HostConfig({ fontFamily: 'Segoe UI, Helvetica, sans-serif' });
    card.parse(payload);
    const main = document.querySelector('main');
    main.replaceChildren(card.render());
    // Teams folds buttons that do not fit into a menu.
    const ends = [...main.querySelectorAll('*:not(button, button *)')].filter(({ children, textContent }) => children.length === 0 && textContent);
    return ends.filter((each) => each.getBoundingClientRect().right > innerWidth + 1).map((each) => each.textContent);
  }`;

const executablePath = process.env['CHROMIUM_PATH'] ?? readMachine().chromium;

describe('a card in the browser, as Microsoft draws it', () => {
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (executablePath) browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  }, 60_000);
  afterAll(() => browser?.close());

  it('fits on a phone, whatever it is about', async ({ skip }) => {
    if (!browser) return skip('no Chromium on this machine: set CHROMIUM_PATH or install one');
    const page = await openPage(browser);
    const over: Record<string, string[]> = {};
    for (const [title, make] of Object.entries(CARD_GALLERY)) {
      const wide = await draw(page, make());
      if (wide.length > 0) over[title] = wide;
      await takePictures(page, title);
    }
    await page.close();

    expect(over).toEqual({});
  });
});

async function openPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: PHONE, height: 900 } });
  await page.setContent('<body style="margin:0;background:#fff;padding:8px"><main></main></body>');
  await page.addScriptTag({ path: RENDERER });
  await page.addScriptTag({ content: DRAW });
  return page;
}

/** @returns the texts that stand out of the page */
async function draw(page: Page, card: Card): Promise<string[]> {
  return z.array(z.string()).parse(await page.evaluate(`drawCard(${JSON.stringify(card)})`));
}

async function takePictures(page: Page, title: string): Promise<void> {
  if (process.env['EXO_SCREENSHOTS'] !== '1') return;
  const main = page.locator('main');
  await main.screenshot({ path: join(PICTURES, `${title}.phone.png`) });
  await page.setViewportSize({ width: DESK, height: 900 });
  await main.screenshot({ path: join(PICTURES, `${title}.desk.png`) });
  if (DOCUMENTED.includes(title)) await main.screenshot({ path: join(DOCUMENTS, `${title}.png`) });
  await page.setViewportSize({ width: PHONE, height: 900 });
}
