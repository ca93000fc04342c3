import { plantedIn } from '../mutant.js';

const kit = 'libs/transport-kit/src/lib';

/** Bugs in what keeps messages in order: outboxes, and the two lanes of a transport with sync requests. */
export const orderMutants = [
  ...plantedIn('order', 'libs/core/src/lib/renderer/send-sync.ts', [
    {
      name: 'a sync request overtakes earlier messages',
      exploration: 'sync requests of two renderers',
      find: 'wire.flushOutbox();',
      replace: '',
    },
  ]),
  ...plantedIn('order', 'libs/core/src/lib/wire/outbox.ts', [
    {
      name: 'a second frame of a turn never leaves',
      exploration: 'a counter',
      find: 'this.turn = undefined;\n    this.isScheduled = false;',
      replace: 'this.turn = undefined;',
    },
    {
      name: 'the outbox sends the newest message first',
      exploration: 'streams that overflow',
      find: 'const packets = this.packets;\n    this.packets = [];',
      replace: 'const packets = this.packets.reverse();\n    this.packets = [];',
    },
  ]),
  ...plantedIn('order', `${kit}/frame-sequencer.ts`, [
    {
      name: 'a frame of both lanes is delivered twice',
      exploration: 'a socket and requests beside it',
      find: 'if (index <= this.delivered || this.closed) return;',
      replace: 'if (index < this.delivered || this.closed) return;',
    },
    {
      name: 'a sync request waits for a frame too many',
      exploration: 'a socket and requests beside it',
      find: 'next.from - 1 <= this.delivered) {',
      replace: 'next.from <= this.delivered) {',
    },
    {
      name: 'a frame does not wake the requests that wait for it',
      exploration: 'a socket and requests beside it',
      find: 'this.deliverOnce(++this.arrived, frame);\n    this.runWaiting();',
      replace: 'this.deliverOnce(++this.arrived, frame);',
    },
  ]),
  ...plantedIn('order', `${kit}/unconfirmed-frames.ts`, [
    {
      name: 'confirmed frames keep their place',
      exploration: 'a socket and requests beside it',
      find: "this.frames[this.head++] = '';\n      this.confirmed++;",
      replace: "this.frames[this.head++] = '';",
    },
  ]),
];
