export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const historySpans = [1, 5, 10] as const;
export type HistorySpan = (typeof historySpans)[number];

export const cpuScales = ['core', 'machine'] as const;
export type CpuScale = (typeof cpuScales)[number];

/** The user's choices, the same in every window. */
export interface Settings {
  readonly theme: Theme;
  /** How many minutes the charts show. */
  readonly minutes: HistorySpan;
  /** The meaning of 100 % for a process: one core or the whole machine. */
  readonly cpuScale: CpuScale;
}

export const defaultSettings: Settings = { theme: 'system', minutes: 5, cpuScale: 'core' };

/**
 * Applies the valid parts of `change` to `settings` and ignores the rest: pages and files are not
 * trusted.
 */
export function applySettings(settings: Settings, change: unknown): Settings {
  if (typeof change !== 'object' || change === null) return settings;
  const { theme, minutes, cpuScale } = change as Partial<Record<keyof Settings, unknown>>;
  return {
    theme: oneOf(themes, theme) ?? settings.theme,
    minutes: oneOf(historySpans, minutes) ?? settings.minutes,
    cpuScale: oneOf(cpuScales, cpuScale) ?? settings.cpuScale,
  };
}

/** The settings in the text of their file; undefined if it has none. */
export function parseSettings(text: string): Settings | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return applySettings(defaultSettings, value);
  } catch {
    return undefined;
  }
}

function oneOf<T>(choices: readonly T[], value: unknown): T | undefined {
  return choices.find((choice) => choice === value);
}
