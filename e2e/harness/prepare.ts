/** Once before all end-to-end tests, which run beside each other: what two of them must not unpack or install at once. */
import { prepareBrowser } from './browser.js';
import { newestPython, pythonVersion, pythonWith } from './python.js';

export async function setup(): Promise<void> {
  await Promise.all([prepareBrowser(), pythonVersion === null ? null : pythonWith(newestPython)]);
}
