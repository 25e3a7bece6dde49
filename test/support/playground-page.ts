import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { BOT, TEAM } from '../../demo/people.ts';

const IMAGES = join(import.meta.dirname, '..', '..', 'docs', 'images');

/** Opens the Playground in the team's channel, without its log panel. */
export async function openChannel(browser: Browser, address: string): Promise<Page> {
  // Narrower, and the list of channels is folded away.
  const page = await browser.newPage({ viewport: { width: 1280, height: 1800 } });
  await page.goto(address);
  await page.getByRole('treeitem', { name: new RegExp(TEAM.channel.name) }).click();
  await page.getByText('Log Panel').locator('xpath=following::button[2]').click();
  return page;
}

/** Writes a new post that mentions the bot, the way a person does: choose it from the list that "@" opens. */
export async function writePost(page: Page, text: string): Promise<void> {
  const composer = page.getByRole('textbox').first();
  await composer.click();
  await composer.pressSequentially('@ex');
  await page.getByRole('menuitem').filter({ hasText: BOT.name }).click();
  await composer.pressSequentially(` ${text}`);
  await page.getByRole('button', { name: 'Post', exact: true }).click();
  await page.getByRole('textbox').first().filter({ hasNotText: text }).waitFor();
}

/** Takes a picture of the newest thread for the documentation, when `EXO_SCREENSHOTS=1` asks for it. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (process.env['EXO_SCREENSHOTS'] !== '1') return;
  mkdirSync(IMAGES, { recursive: true });
  const above = await page.getByRole('button', { name: 'Post', exact: true }).boundingBox();
  const below = await page.getByRole('textbox').nth(1).boundingBox();
  if (!above || !below) throw new Error('The page shows no thread');
  const top = above.y + above.height + 20;
  const clip = { x: below.x - 48, y: top, width: below.width * 0.8, height: below.y - 16 - top };
  await page.screenshot({ path: join(IMAGES, `${name}.png`), clip });
}
