import { plantedIn } from '../mutant.js';

const rpc = 'libs/core/src/lib/rpc';

/** Bugs of streams: items, demand and credit. */
export const streamMutants = [
  ...plantedIn('streams', `${rpc}/stream-receiver.ts`, [
    {
      name: 'a lost acknowledgement',
      exploration: 'streams that overflow',
      find: "this.settings.post({ kind: 'demand', items, bytes });",
      replace: "if (this.items < this.itemsToAck) this.settings.post({ kind: 'demand', items, bytes });",
    },
    {
      name: 'credit is given back again with each acknowledgement',
      exploration: 'streams that overflow',
      find: 'this.consumedItems = 0;\n    this.consumedBytes = 0;\n    this.items',
      replace: 'this.consumedBytes = 0;\n    this.items',
    },
    {
      name: 'a claimed item counts as consumed at once',
      exploration: 'a shared stream',
      find: 'if (credit === undefined) this.consume(bytes);\n    else credit.release();',
      replace: 'this.consume(bytes);\n    credit?.release();',
    },
    {
      name: 'the consumer ignores the smaller window of the producer',
      exploration: 'a stream both ways between renderers',
      find: 'if (!this.started && window !== undefined) this.narrow(window);',
      replace: '',
    },
  ]),
  ...plantedIn('streams', `${rpc}/credit.ts`, [
    {
      name: 'the first release of an item gives its credit back',
      exploration: 'a slow consumer',
      find: 'if (this.holds > 0 || this.consumed) return;',
      replace: 'if (this.consumed) return;',
    },
  ]),
  ...plantedIn('streams', `${rpc}/stream-sender.ts`, [
    {
      name: 'a sent item uses no demand',
      exploration: 'streams that overflow',
      find: 'this.items--;\n',
      replace: '',
    },
    {
      name: 'new demand does not wake the producer',
      exploration: 'streams that overflow',
      find: 'this.bytes = Math.min(this.bytes + bytes, streamBytes);\n    this.proceed();',
      replace: 'this.bytes = Math.min(this.bytes + bytes, streamBytes);',
    },
    {
      name: 'sent items still count as waiting',
      exploration: 'streams that overflow',
      find: 'this.wait(-waiting.bytes);',
      replace: '',
    },
    {
      name: 'latest keeps all items',
      exploration: 'streams that overflow',
      find: 'if (body === undefined) return;\n    this.clearQueue();',
      replace: 'if (body === undefined) return;',
    },
    {
      name: 'a stream ends before its waiting items',
      exploration: 'streams that overflow',
      find: 'if (this.over || outcome === undefined || this.queue.length > 0) return;',
      replace: 'if (this.over || outcome === undefined) return;',
    },
    {
      name: 'the end of a stream overtakes its last items',
      exploration: 'streams that overflow',
      find: 'this.batch.flush();\n    this.over = true;',
      replace: 'this.over = true;',
    },
    {
      name: 'the source of a stream goes on after its consumer has left',
      exploration: 'a shared stream',
      find: 'this.batch.clear();\n    this.leaveSource();',
      replace: 'this.batch.clear();',
    },
  ]),
  ...plantedIn('streams', `${rpc}/open-stream.ts`, [
    {
      name: 'a consumer that leaves does not cancel its stream',
      exploration: 'a shared stream',
      find: "if (table.close(call)) call.post({ kind: 'cancel' });",
      replace: 'table.close(call);',
    },
    {
      name: 'the input goes on after the end of its stream',
      find: 'table.close(opened);\n      inputSender?.stop();',
      replace: 'table.close(opened);',
    },
  ]),
  ...plantedIn('streams', `${rpc}/remote-input.ts`, [
    {
      name: 'the demand for an input is one short',
      exploration: 'a stream both ways between renderers',
      find: "post({ kind: 'demand', items, bytes });",
      replace: "post({ kind: 'demand', items: items - 1, bytes });",
    },
  ]),
];
