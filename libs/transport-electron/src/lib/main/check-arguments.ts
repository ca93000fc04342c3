import type { Main } from '@culvert/core';
import { checkObject, invalidArgument } from '@culvert/protocol';
import type { AttachOptions } from './attach-options.js';
import type { ElectronMain } from './electron-types.js';

/**
 * Checks what `attachElectron` gets, before it changes main or Electron. After a refusal, an app may
 * try again.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT`
 */
export function checkArguments(main: Main, electron: object, options: AttachOptions): void {
  if (typeof (main as Partial<Main> | null | undefined)?.reportDrop !== 'function')
    throw invalidArgument('attachElectron needs the main that createMain() returned.');
  const { ipcMain, webContents } = (electron ?? {}) as Partial<ElectronMain>;
  if (typeof ipcMain?.on !== 'function' || typeof webContents?.fromId !== 'function')
    throw invalidArgument(
      "attachElectron needs parts of Electron: { ipcMain, webContents } of import from 'electron'.",
    );
  checkFunction(electron, 'MessageChannelMain', 'the class of Electron');
  checkObject('attachElectron: options', options);
  const { origins } = options;
  if (origins !== undefined && !Array.isArray(origins))
    throw invalidArgument("attachElectron: origins must be an array of origins, such as ['app://bundle'].");
  for (const origin of origins ?? []) checkOrigin(origin);
  checkFunction(options, 'validateSender', 'a function of a frame');
  checkFunction(options, 'hostOf', 'a function of a WebContents');
}

function checkFunction(values: object, name: string, what: string): void {
  const value = (values as Readonly<Record<string, unknown>>)[name];
  if (value !== undefined && typeof value !== 'function')
    throw invalidArgument(`attachElectron: ${name} must be ${what}.`);
}

/** An entry that equals no `frame.origin` would lock its page out without a word. */
function checkOrigin(origin: unknown): void {
  if (typeof origin === 'string' && origin === originOf(origin)) return;
  const given = typeof origin === 'string' ? `'${origin}'` : typeof origin;
  throw invalidArgument(
    `attachElectron: origins has ${given}, which is the origin of no page. An origin has a scheme and a host, ` +
      "and no path: 'app://bundle', 'https://app.example:8443' or 'file://'. Use validateSender for any other rule.",
  );
}

/** The origin as `frame.origin` has it. `URL` does not know the origins of an app's own schemes. */
function originOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { origin, protocol, host } = new URL(text);
  return origin === 'null' ? `${protocol}//${host}` : origin;
}
