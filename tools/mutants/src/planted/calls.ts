import { plantedIn } from '../mutant.js';

const rpc = 'libs/core/src/lib/rpc';

/** Bugs of calls, at both ends. */
export const callMutants = [
  ...plantedIn('calls', `${rpc}/open-call.ts`, [
    {
      name: 'a caller that leaves does not cancel its call',
      exploration: 'answers after the time limit',
      find: "if (table.close(call)) call.post({ kind: 'cancel' }, EMPTY_BODY);",
      replace: 'table.close(call);',
    },
    {
      name: 'an answered call is cancelled as well',
      exploration: 'messages that the policy denies',
      find: "if (message.kind !== 'reply') return;\n        table.close(opened);",
      replace: "if (message.kind !== 'reply') return;",
    },
  ]),
  ...plantedIn('calls', `${rpc}/rpc-table.ts`, [
    {
      name: 'a served call stays in memory',
      exploration: 'streams that overflow',
      find: 'return this.served.delete(key);',
      replace: 'return this.served.has(key);',
    },
    {
      name: 'main does not end the calls of a window that is gone',
      exploration: 'main and a window that close',
      find: 'if (this.budget.take(consumer, () => this.abandon(consumer, key, error), END_COST))\n      endEntry(entry, error);',
      replace: 'this.budget.take(consumer, () => this.abandon(consumer, key, error), END_COST);',
    },
  ]),
  ...plantedIn('calls', `${rpc}/serve-rpc.ts`, [
    {
      name: 'a cancelled handler works on',
      exploration: 'answers after a reload',
      find: 'attempt(() => running.unsubscribe());',
      replace: '',
    },
    {
      name: 'the signal of a cancelled handler does not abort',
      exploration: 'main and a window that close',
      find: 'abort.abort(reason);',
      replace: '',
    },
  ]),
  ...plantedIn('calls', 'libs/core/src/lib/main/main-rpc.ts', [
    {
      name: 'main numbers its calls without the router',
      exploration: 'calls of main, with a reload',
      find: 'Math.max(nextSeq(loop.state), this.lastSeq + 1)',
      replace: 'this.lastSeq + 1',
    },
  ]),
  ...plantedIn('calls', 'libs/core/src/lib/renderer/requests.ts', [
    {
      name: 'the timer of an answered call goes on',
      exploration: 'messages before the handshake',
      find: 'timer?.unsubscribe();',
      replace: '',
    },
  ]),
  ...plantedIn('calls', 'libs/core/src/lib/renderer/create-renderer.ts', [
    {
      name: 'a cut does not fail the open calls',
      exploration: 'a window that returns within its grace',
      find: 'endAll(this.openCalls, error);',
      replace: '',
    },
    {
      name: 'a cut does not end what a renderer serves',
      exploration: 'main and a window that close',
      find: 'attempt(() => parts.rpc?.end(error));',
      replace: '',
    },
  ]),
];
