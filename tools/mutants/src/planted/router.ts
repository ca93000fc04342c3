import { plantedIn } from '../mutant.js';

const folder = 'libs/router/src/lib';

/** Bugs of the pure router. */
export const routerMutants = [
  ...plantedIn('router', `${folder}/numbered.ts`, [
    {
      name: 'the search for a number misses by one',
      exploration: 'sync requests of two renderers',
      find: 'if (list[middle]!.seq < seq) from',
      replace: 'if (list[middle]!.seq <= seq) from',
    },
  ]),
  ...plantedIn('router', `${folder}/transition.ts`, [
    {
      name: 'a number of main is given twice',
      exploration: 'calls between renderers',
      find: 'return { ...next, lastSeq: serving.seq };',
      replace: 'return next;',
    },
    {
      name: 'the calls of a guest stay counted after its reload',
      find: 'if (previous !== undefined) countBelow(endpoints, previous, -previous.pending.length);\n  endpoints[endpoint.id]',
      replace: 'endpoints[endpoint.id]',
    },
    {
      name: 'the end of a window leaves its calls at their other ends',
      exploration: 'calls between renderers, with a cut',
      find: 'const left = withoutSeqs(endpoint.pending, seqs);',
      replace: 'const left = endpoint.pending;',
    },
    {
      name: 'a served call is never removed',
      exploration: 'calls between renderers',
      find: '({ ...endpoint, serving: withoutSeq(endpoint.serving, seq) }));',
      replace: '({ ...endpoint, serving: withoutSeq(endpoint.serving, at.id) }));',
    },
  ]),
  ...plantedIn('router', `${folder}/reduce-rpc.ts`, [
    {
      name: 'a cancel after a crash has the number of the caller',
      exploration: 'a stream both ways between renderers, with a cut',
      find: "effects.push(deliver([server], { kind: 'cancel', seq: by.seq }, EMPTY_BODY));",
      replace: "effects.push(deliver([server], { kind: 'cancel', seq }, EMPTY_BODY));",
    },
    {
      name: 'the caller of a crashed server is not told',
      exploration: 'calls between renderers, with a cut',
      find: 'if (endpointAt(state, end.address) === undefined) continue;\n      openers.push(end);',
      replace: 'openers.push(end);\n      continue;',
    },
    {
      name: 'a forwarded message keeps the number of its sender',
      exploration: 'calls between renderers',
      find: 'const renamed = renumbered(message, seq);',
      replace: 'const renamed = message;',
    },
    {
      name: 'a demand is forwarded with the wrong bytes',
      exploration: 'calls between renderers',
      find: "return { kind: 'demand', seq, items: message.items, bytes: message.bytes, ...input };",
      replace: "return { kind: 'demand', seq, items: message.items, bytes: message.items, ...input };",
    },
    {
      name: 'the smaller window of a producer is not forwarded',
      exploration: 'one word of a stream both ways between renderers',
      find: '...(message.window !== undefined && { window: message.window }),',
      replace: '',
    },
    {
      name: 'the end of an input ends its stream',
      exploration: 'one word of a stream both ways between renderers',
      find: "return (kind === 'cancel' || kind === 'reply') && input === undefined;",
      replace: "return (kind === 'cancel' || kind === 'reply') && input !== null;",
    },
    {
      name: 'an answered request stays open',
      exploration: 'sync requests of two renderers',
      find: "return [removePending(state, to, seq), [{ type: 'reply', to, seq, sync: pending.kind === 'sync', result }]];",
      replace: "return [state, [{ type: 'reply', to, seq, sync: pending.kind === 'sync', result }]];",
    },
    {
      name: 'the timeout of a sync request takes the path of calls',
      exploration: 'late answers of sync requests',
      find: "failed(opener, failure, pending.kind === 'sync')",
      replace: 'failed(opener, failure)',
    },
    {
      name: 'main takes over a call to another renderer',
      exploration: 'calls between renderers',
      find: 'addPending(state, from, { seq, kind, channel, by })',
      replace: 'addPending(state, from, { seq, kind, channel })',
    },
    {
      name: 'a call that main could not deliver stays open',
      exploration: 'a full queue',
      find: 'return [removeBoth(state, serving.of, { address: to, seq }), [failed(serving.of, failure)]];',
      replace: 'return [state, [failed(serving.of, failure)]];',
    },
  ]),
  ...plantedIn('router', `${folder}/reduce.ts`, [
    {
      name: 'a broadcast skips a renderer that is connecting',
      exploration: 'messages before the handshake',
      find: 'const to = Object.values(state.endpoints);',
      replace: 'const to = Object.values(state.endpoints).filter(({ ready }) => ready);',
    },
    {
      name: 'a message to the old document reaches the new one',
      exploration: 'answers after a reload',
      find: 'if (endpoint === undefined || (to.epoch !== undefined && to.epoch !== endpoint.epoch)) {',
      replace: 'if (endpoint === undefined) {',
    },
    {
      name: 'a new document leaves the calls of the old one open',
      exploration: 'answers after a reload',
      find: 'return previous === undefined ? [added, []] : endAll(added, previous);',
      replace: 'return [added, []];',
    },
  ]),
  ...plantedIn('router', `${folder}/reduce-received.ts`, [
    {
      name: 'one call more than the limit is open',
      exploration: 'limits of calls and streams',
      find: 'if (count < limit) return undefined;',
      replace: 'if (count <= limit) return undefined;',
    },
    {
      name: 'a denied sync request has no answer',
      exploration: 'messages that the policy denies',
      find: "return ['sync', 'call', 'stream', 'port'].includes(message.kind);",
      replace: "return ['call', 'stream', 'port'].includes(message.kind);",
    },
    {
      name: 'the policy is not asked about messages to other renderers',
      exploration: 'messages that the policy denies',
      find: 'if (denied !== undefined) return [state, deny(sender, event, denied)];',
      replace:
        "if (denied !== undefined && message.kind !== 'sendTo') return [state, deny(sender, event, denied)];",
    },
  ]),
];
