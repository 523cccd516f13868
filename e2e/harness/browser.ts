/**
 * A real browser: the system's Chromium or Chrome where there is one, else the one that npm brings.
 * Every page remembers what went wrong in it: errors, violations of the content security policy,
 * dialogs.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import bundledChromium from '@sparticuz/chromium';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

const systemNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

export interface WatchedPage {
  page: Page;
  /** Errors of scripts and requests, refused content, dialogs: empty on a healthy page. */
  troubles: string[];
}

let browser: Browser | undefined;

/** Opens a page in a context of its own (own storage), 1440 × 900 unless told. */
export async function openPage(options: BrowserContextOptions = {}): Promise<WatchedPage> {
  browser ??= await launch();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`refused by the content security policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()}`);
  });
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { page, troubles };
}

export async function closeBrowser(): Promise<void> {
  await browser?.close();
  browser = undefined;
}

/** Path of the browser; the one that npm brings is unpacked at the first call. */
export async function prepareBrowser(): Promise<string> {
  return findOnPath(systemNames) ?? (await bundledChromium.executablePath());
}

async function launch(): Promise<Browser> {
  const executablePath = await prepareBrowser();
  // Not the arguments that the npm package proposes: they turn off web security, which is under test.
  return await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}

function findOnPath(names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
