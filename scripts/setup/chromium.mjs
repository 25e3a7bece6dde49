import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, installWithApt } from './commands.mjs';
import { say } from './say.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'chrome'];
const PACKAGES = ['chromium', 'fonts-liberation', 'fonts-noto-color-emoji'];

/** Path of a Chromium for the browser test, installed when the machine allows it; null skips that test. */
export function findChromium() {
  const wished = process.env.CHROMIUM_PATH;
  if (wished && existsSync(wished)) return told(wished, wished);
  if (wished) say('Chromium', `CHROMIUM_PATH names ${wished}, which does not exist`);
  const found = findOnPath(...NAMES) ?? usualPlaces().find((path) => existsSync(path));
  if (found) return told(found, found);
  const installed = installWithApt(...PACKAGES) ? findOnPath(...NAMES) : undefined;
  if (installed) return told(installed, 'installed with apt-get');
  return told(null, 'none found, the browser test is skipped: install Chromium or set CHROMIUM_PATH');
}

function told(path, text) {
  say('Chromium', text);
  return path;
}

function usualPlaces() {
  if (process.platform === 'darwin') {
    return [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ];
  }
  if (process.platform !== 'win32') return [];
  const folders = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA];
  return folders.flatMap((folder) =>
    folder
      ? [
          join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
          join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
        ]
      : [],
  );
}
