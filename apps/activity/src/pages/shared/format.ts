const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** Bytes with three digits and a unit: “1.42 GiB”. */
export function formatBytes(bytes: number): string {
  const { value, unit } = scaleBytes(bytes);
  return `${value} ${unit}`;
}

/** The number and the unit apart, for where they are set differently. */
export function scaleBytes(bytes: number): { readonly value: string; readonly unit: string } {
  let amount = Math.max(0, bytes);
  let step = 0;
  // 999.5 would round to four digits.
  while (amount >= 999.5 && step < units.length - 1) {
    amount /= 1024;
    step++;
  }
  const digits = step === 0 || amount >= 99.95 ? 0 : amount >= 9.995 ? 1 : 2;
  return { value: amount.toFixed(digits), unit: units[step] ?? 'B' };
}

/** “312 KiB/s”. */
export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** One decimal, so that columns stay still. */
export function formatPercent(share: number): string {
  return share.toFixed(1);
}

/** “4 d 03:12”, “03:12:45”, “12:45”. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const days = Math.floor(whole / 86_400);
  const hours = Math.floor(whole / 3600) % 24;
  const minutes = Math.floor(whole / 60) % 60;
  if (days > 0) return `${days} d ${two(hours)}:${two(minutes)}`;
  if (hours > 0) return `${two(hours)}:${two(minutes)}:${two(whole % 60)}`;
  return `${two(minutes)}:${two(whole % 60)}`;
}

/** “12,345”. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** “1 file”, “2 files”. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
