import { join } from 'node:path';
import { applySettings, defaultSettings, parseSettings } from '../../shared/settings.js';
import type { Settings } from '../../shared/settings.js';
import { messageOf } from '../../shared/message-of.js';
import { readOptional } from './read-optional.js';
import { writeAtomically } from './write-atomically.js';

export interface SettingsStore {
  readonly current: Settings;
  /** Applies the valid parts of `change`. Returns true if a setting is different now. */
  change(change: unknown): boolean;
}

/**
 * The settings in `settings.json`. If the file cannot be read, the settings are lost, but the app
 * starts.
 */
export function openSettings(dataDir: string, warn: (message: string) => void): SettingsStore {
  const path = join(dataDir, 'settings.json');
  let current = load(path, warn);
  return {
    get current() {
      return current;
    },
    change: (change) => {
      const next = applySettings(current, change);
      if (JSON.stringify(next) === JSON.stringify(current)) return false;
      current = next;
      try {
        writeAtomically(path, `${JSON.stringify(current, null, 2)}\n`);
      } catch (error) {
        warn(`The settings could not be saved, they hold until you stop: ${messageOf(error)}`);
      }
      return true;
    },
  };
}

function load(path: string, warn: (message: string) => void): Settings {
  try {
    const text = readOptional(path);
    if (text === undefined) return defaultSettings;
    const settings = parseSettings(text);
    if (settings !== undefined) return settings;
    warn(`${path} holds no settings that can be read; starting with the defaults.`);
  } catch (error) {
    warn(`The settings could not be read, starting with the defaults: ${messageOf(error)}`);
  }
  return defaultSettings;
}
