// Each class is the same object in both files, so each type must be the same.
import type { Channel, CulvertError, Main, MainChannel, Renderer } from '@culvert/core';
import { expose, RemoteStream, wrap } from '@culvert/core/contract';
import type { SharedSignal } from '@culvert/transport-kit';
import type { CulvertWebview } from '@culvert/transport-web/webview';
import required = require('./mixed.cjs');

const { contract, main, renderer } = required;
expose(main, contract, { double: (n) => n * 2, ticks: async function* (n) { yield n; } });
export const doubled: Promise<number> = wrap(renderer, contract).double(1);
export const ticks: RemoteStream<number> = required.api.ticks(1);
export const channel: MainChannel<string> = required.channel;
export const own: Channel<string> = renderer.channel<string>('log');
export const parts: readonly [Main, Renderer, CulvertError, CulvertWebview, SharedSignal] = [
  main,
  renderer,
  required.error,
  required.frame,
  required.signal,
];
