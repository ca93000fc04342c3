import { plantedIn } from '../mutant.js';

const renderer = 'libs/core/src/lib/renderer';

/** Bugs of renderers: early messages, and guests that a window carries. */
export const rendererMutants = [
  ...plantedIn('renderer', `${renderer}/early-messages.ts`, [
    {
      name: 'a message overtakes those that wait for their listener',
      exploration: 'messages before the handshake',
      find: 'if (hasListener && !this.lengths.has(channel)) return false;',
      replace: 'if (hasListener) return false;',
    },
    {
      name: 'other renderers fill the room of main',
      exploration: 'messages before their listener',
      find: 'isRoomOf(fromOthers, 0.5)',
      replace: 'isRoomOf(fromOthers, 1)',
    },
    {
      name: 'a delivered message keeps its room',
      exploration: 'messages before their listener',
      find: 'kept.splice(index, 1);\n      this.count(item, -1);',
      replace: 'kept.splice(index, 1);',
    },
    {
      name: 'messages without a listener are dropped',
      exploration: 'messages before their listener',
      find: 'if (this.hasRoom(senderId, bytes)) {',
      replace: 'if (hasListener && this.hasRoom(senderId, bytes)) {',
    },
  ]),
  ...plantedIn('renderer', `${renderer}/guest-relay.ts`, [
    {
      name: 'main is not told of a crashed guest',
      exploration: 'a window with a guest, with a crash',
      find: "if (this.link === undefined && by !== 'main') this.relay.ended(link.number);",
      replace: "if (this.link !== undefined && by !== 'main') this.relay.ended(link.number);",
    },
    {
      name: 'the frames of a guest go to the guest before it',
      exploration: 'pages of guests, with a reload',
      find: 'const number = ++this.lastLink;',
      replace: 'const number = this.lastLink || ++this.lastLink;',
    },
  ]),
];
