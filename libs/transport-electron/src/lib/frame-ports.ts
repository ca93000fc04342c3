import type { Frame, Port } from '@culvert/protocol';

/** Ports stand last in a frame, and travel beside it wherever a copy is made: Electron gives them apart. */
export function withPorts(frame: Frame, ports: readonly Port[]): Frame {
  if (ports.length === 0) return frame;
  return Array.isArray(frame) ? [...(frame as unknown[]), ...ports] : [frame, ...ports];
}

/** @param count how many ports stand in it */
export function withoutPorts(frame: Frame, count: number): Frame {
  return count === 0 ? frame : (frame as readonly unknown[]).slice(0, -count);
}
