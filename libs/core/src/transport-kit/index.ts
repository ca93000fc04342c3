export { FrameSequencer, MAX_FRAMES_IN_FLIGHT, type SyncRequest } from './frame-sequencer.js';
export { UnconfirmedFrames, type UnconfirmedSnapshot } from './unconfirmed-frames.js';
