/** The programs, by folder, and how many windows each needs. */
export const windowsOf = {
  'ping-pong': 1,
  settings: 1,
  'window-to-window': 2,
  'send-to': 2,
} as const;

export type Example = keyof typeof windowsOf;
