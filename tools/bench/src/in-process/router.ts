import { EMPTY_BODY, type RendererMessage } from '@culvert/protocol';
import { initialState, nextAddress, reduce, type RouterEvent, type RouterState } from '@culvert/router';
import { localContender } from '../measure/local-contender.js';

/** The router alone: the cost of routing one `send` while this many renderers are connected. */
export const router = localContender('Culvert reduce', 'culvert', ({ count }) => {
  let state: RouterState = initialState({ codec: 'electronJson', pendingLimit: 1, streamLimit: 1 });
  for (let n = 0; n < count; n++) {
    const address = nextAddress(state);
    [state] = reduce(state, { type: 'connect', address, info: { kind: 'window' } });
    const hello: RendererMessage = { kind: 'hello', version: 1, codec: 'electronJson' };
    [state] = reduce(state, { type: 'receive', from: address, message: hello, body: EMPTY_BODY });
  }
  const message: RendererMessage = { kind: 'send', channel: 'report' };
  const event: RouterEvent = {
    type: 'receive',
    from: { id: count, epoch: count },
    message,
    body: EMPTY_BODY,
  };
  return {
    run(operations) {
      for (let n = 0; n < operations; n++) reduce(state, event);
    },
  };
});
