import type { Frame, Port } from '@culvert/protocol';

/**
 * Appends ports to a frame. Ports stand last in a frame, and are passed beside it in every copy,
 * because Electron passes them apart.
 */
export function withPorts(frame: Frame, ports: readonly Port[]): Frame {
  if (ports.length === 0) return frame;
  return Array.isArray(frame) ? [...(frame as unknown[]), ...ports] : [frame, ...ports];
}

/** @param count how many ports the frame contains */
export function withoutPorts(frame: Frame, count: number): Frame {
  return count === 0 ? frame : (frame as readonly unknown[]).slice(0, -count);
}
