import { unpackFrame, type Frame, type Packet } from '@culvert/protocol';

/** The most frames that an exploration keeps, because a scenario may send ever new texts. */
const MOST_FRAMES = 10_000;

/** The messages of all frames of an exploration. Its runs send the same frames, so each of them is read once. */
export class UnpackedFrames {
  private readonly known = new Map<string, readonly Packet[]>();

  of(frame: Frame): readonly Packet[] {
    if (typeof frame !== 'string') return unpackFrame(frame, 'structured-clone');
    let packets = this.known.get(frame);
    if (packets === undefined) {
      packets = unpackFrame(frame, 'structured-clone');
      if (this.known.size < MOST_FRAMES) this.known.set(frame, packets);
    }
    return packets;
  }
}
