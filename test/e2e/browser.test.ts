import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buttonsOf } from '../../demo/chat/card-reader.ts';
import { JON, TEAM } from '../../demo/chat/people.ts';
import { setModuleVersion } from '../../demo/play/scenarios.ts';
import { readMachine } from '../../demo/system/machine.ts';
import { type DemoFixture, startDemo } from '../support/demo-system.ts';

const IMAGES = join(import.meta.dirname, '..', '..', 'docs', 'images');
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-component-update'];
const PATIENCE_MS = 180_000;

const executablePath = process.env['CHROMIUM_PATH'] ?? readMachine().chromium;

describe('a newcomer in the browser', { timeout: 2 * PATIENCE_MS }, () => {
  let demo: DemoFixture;
  let browser: Browser | undefined;

  beforeAll(async () => {
    if (!executablePath) return;
    demo = await startDemo();
    browser = await chromium.launch({ executablePath, args: ARGUMENTS });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await demo?.[Symbol.asyncDispose]();
  }, 60_000);

  it('asks for an onboarding, sees it work, wait for approval and finish', async ({ skip }) => {
    if (!browser) return skip('no Chromium on this machine: set CHROMIUM_PATH or install one');
    const page = await openChannel(browser, demo.system.playground);

    await post(page, 'help');
    await shot(page, 'help');

    await post(page, 'onboard contoso');
    await page.getByText('Onboarding contoso').first().waitFor();
    await shot(page, 'run-working');

    await page.getByRole('button', { name: 'Approve', exact: true }).waitFor({ timeout: PATIENCE_MS });
    await shot(page, 'approval');
    // The page plays the requester, who may not approve; she is told so.
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByText(/another approver must decide|Only approvers can decide/).waitFor();

    await approveAsJon(demo);
    await page.getByText('contoso is ready').first().waitFor({ timeout: PATIENCE_MS });
    await shot(page, 'finished');

    expect(await page.getByText('contoso.onmicrosoft.com').count()).toBeGreaterThan(0);
    expect(await page.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);
    expect(demo.crashes).toEqual([]);
  });

  it('sees what is wrong on mid2, repairs it and goes on with Retry', async ({ skip }) => {
    if (!browser) return skip('no Chromium on this machine: set CHROMIUM_PATH or install one');
    setModuleVersion(demo.system, 'mid2', '3.1.0');
    const page = await openChannel(browser, demo.system.playground);

    await post(page, 'onboard adatum');
    await page.getByText('adatum needs you').first().waitFor({ timeout: PATIENCE_MS });
    await shot(page, 'failure');
    await post(page, 'status');
    await page.getByText('Needs you').first().waitFor();
    await shot(page, 'status');

    setModuleVersion(demo.system, 'mid2', '3.10.1');
    await page
      .getByRole('button', { name: /^Retry/ })
      .first()
      .click();
    await approveAsJon(demo);
    await page.getByText('adatum is ready').first().waitFor({ timeout: PATIENCE_MS });
  });
});

async function openChannel(browser: Browser, address: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
  await page.goto(address);
  await page.getByRole('treeitem', { name: new RegExp(TEAM.channel.name) }).click();
  return page;
}

/** Writes a new post that mentions the bot, the way a person does. */
async function post(page: Page, text: string): Promise<void> {
  const composer = page.getByRole('textbox').first();
  await composer.click();
  await composer.pressSequentially('@ex');
  await page.getByText('exo', { exact: true }).last().click();
  await composer.pressSequentially(` ${text}`);
  await page.getByRole('button', { name: 'Post' }).click();
}

async function approveAsJon({ chat }: DemoFixture): Promise<void> {
  const card = await chat.until(
    'a card to approve',
    (messages) => messages.findLast(({ card }) => buttonsOf(card ?? {}).some(({ title }) => title === 'Approve')),
    PATIENCE_MS,
  );
  await chat.click(JON, card, 'Approve');
}

async function shot(page: Page, name: string): Promise<void> {
  if (process.env['EXO_SCREENSHOTS'] !== '1') return;
  mkdirSync(IMAGES, { recursive: true });
  await page.screenshot({ path: join(IMAGES, `${name}.png`) });
}
