import { plantedIn } from '../mutant.js';

const main = 'libs/core/src/lib/main';

/** Bugs of main: connections, grace, guests, queues and sync requests. */
export const mainMutants = [
  ...plantedIn('main', `${main}/connection.ts`, [
    {
      name: 'main sends before its welcome',
      exploration: 'a list, with a reload',
      find: 'this.outbox = new Outbox(this.frameSender, scheduler, true);',
      replace: 'this.outbox = new Outbox(this.frameSender, scheduler);',
    },
    {
      name: 'messages before the hello have no limit',
      exploration: 'a full queue',
      find: 'return outbox.isHeld ? ahead + outbox.queuedBytes : ahead;',
      replace: 'return ahead;',
    },
    {
      name: 'the messages that wait for a hello are forgotten',
      exploration: 'a counter',
      find: 'this.outbox.release();',
      replace: '',
    },
  ]),
  ...plantedIn('main', `${main}/window-registry.ts`, [
    {
      name: 'a window that has returned is destroyed after its grace',
      exploration: 'a window that returns within its grace',
      find: 'MainWebContents {\n    this.endGrace(id);',
      replace: 'MainWebContents {',
    },
    {
      name: 'a window is destroyed without its grace',
      exploration: 'a window that returns within its grace',
      find: "if (typeof grace === 'number' && grace <= 0) {",
      replace: "if (typeof grace === 'number') {",
    },
  ]),
  ...plantedIn('main', `${main}/dispatch/create-event.ts`, [
    {
      name: 'a reply to the old epoch',
      exploration: 'answers after a reload',
      find: "loop.dispatch({ type: 'send', to: from, channel,",
      replace: "loop.dispatch({ type: 'send', to: { id: from.id }, channel,",
    },
  ]),
  ...plantedIn('main', `${main}/dispatch/dispatch-sync.ts`, [
    {
      name: 'main never gives up a sync request',
      exploration: 'late answers of sync requests',
      find: 'if (rpc.isServing(from, seq)) this.waitForAnswer',
      replace: 'if (!rpc.isServing(from, seq)) this.waitForAnswer',
    },
  ]),
  ...plantedIn('main', `${main}/effect-runner.ts`, [
    {
      name: 'the caller of a dropped call is not told',
      exploration: 'a full queue',
      find: "if (message.kind === 'serveCall' || message.kind === 'serveStream') {",
      replace: "if (message.kind === 'serveStream') {",
    },
    {
      name: 'an answer to a sync request goes as a message',
      exploration: 'sync requests of two renderers',
      find: 'const isTaken = sync ? connection.replySync(packet) : connection.deliver(packet);',
      replace: 'const isTaken = connection.deliver(packet);',
    },
  ]),
  ...plantedIn('main', `${main}/guest-connections.ts`, [
    {
      name: 'a closed guest stays connected',
      exploration: 'pages of guests, with a reload',
      find: "case 'closeGuest':\n        this.guests.get(message.guest)?.transport.end();",
      replace: "case 'closeGuest':",
    },
    {
      name: 'a reloaded guest gets a new id',
      exploration: 'pages of guests, with a reload',
      find: '...(previous && { id: previous.id })',
      replace: '',
    },
  ]),
  ...plantedIn('main', `${main}/hub.ts`, [
    {
      name: 'main forgets the calls of a closed connection',
      exploration: 'a lock, with a crash',
      find: "this.loop.dispatch({ type: 'disconnect', address });",
      replace: '',
    },
    {
      name: 'main closes before its last messages have left',
      exploration: 'main and a window that close',
      find: 'this.rpc.table.flush();\n    loop.finish();',
      replace: 'this.connections.all().forEach(({ transport }) => transport.close());\n    loop.finish();',
    },
  ]),
];
