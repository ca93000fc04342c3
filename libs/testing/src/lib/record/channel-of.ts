import { MAIN_ID } from '@culvert/protocol';
import type { RouterEvent, RouterState } from '@culvert/router';
import { callOf } from './call-of.js';
import type { RecordedHead } from './recording.js';

/**
 * The head of the message that an event carries, `undefined` for an event without a body.
 *
 * @param state the state before the event, which knows the channels of open calls
 */
export function channelOf(state: RouterState, event: RouterEvent): RecordedHead | undefined {
  const ofCall = () => callOf(state, event)?.channel;
  switch (event.type) {
    case 'receive': {
      const { from, message } = event;
      const channel = 'channel' in message ? message.channel : ofCall();
      return { channel, from: from.id, kind: message.kind };
    }
    case 'send':
    case 'broadcast':
      return { channel: event.channel, from: MAIN_ID, kind: event.type };
    case 'open':
      return { channel: event.message.channel, from: MAIN_ID, kind: event.message.kind };
    case 'rpc':
      return { channel: ofCall(), from: MAIN_ID, kind: event.message.kind };
    case 'answer':
      return { channel: ofCall(), from: MAIN_ID, kind: event.type };
    case 'connect':
    case 'disconnect':
    case 'reserveIds':
    case 'refuseRequest':
    case 'breakOff':
    case 'fail':
    case 'undelivered':
      return undefined;
  }
}
