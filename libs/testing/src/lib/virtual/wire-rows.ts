import type { DrawnMessage } from './failure-report.js';
import type { DrawnLink } from './virtual-link.js';
import { describeMessage } from './wire-message.js';

/** The messages of all wires with their times, in the rows of a picture. */
export function wireRows(
  links: readonly DrawnLink[],
): readonly (DrawnMessage & { readonly channel?: string })[] {
  return links.flatMap(({ up, down, renderer, hostName }) => {
    const name = `renderer ${renderer.id}`;
    return [up, down].flatMap((lane) => {
      const row = lane === up ? `${name} → ${hostName}` : `${hostName} → ${name}`;
      return lane.sent.flatMap(({ at, frame, isLost }) =>
        lane.read(frame, isLost).map((message) => ({
          row,
          at,
          text: describeMessage(message),
          ...(message.channel !== undefined && { channel: message.channel }),
        })),
      );
    });
  });
}
