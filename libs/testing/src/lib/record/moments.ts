import type { Inspection } from '@culvert/core';
import { MAIN_ID, isForConsumer, type Address, type RpcMessage } from '@culvert/protocol';
import {
  endpointAt,
  nextSeq,
  reduce,
  type Effect,
  type RouterEvent,
  type RouterState,
} from '@culvert/router';
import { isRpcMessage, keyOf, opened, served, type CallInfo } from './call-of.js';
import { OpenCalls } from './open-calls.js';
import type { Recording } from './recording.js';
import { describeContent, describeRpc } from './describe-message.js';

/** Something that a process does, or that reaches it. A diagram has a marble for it, and a trace an entry. */
export interface Moment {
  /** The index of its item in the recording. */
  readonly index: number;
  /** The time of main's scheduler, in ms. A person may set a clock back. The time of a moment stands still then. */
  readonly at: number;
  /** The webContents id of the process: 0 is main. */
  readonly process: number;
  /** `open`, `close`, `items` and `demand` belong to `call`. `life` is a connection or its end. */
  readonly kind: 'message' | 'open' | 'close' | 'items' | 'demand' | 'life' | 'drop' | 'pressure';
  /** Without a text, another moment of the same item already says it. */
  readonly text: string;
  /** The marble, if it is not a letter. */
  readonly symbol?: string;
  readonly channel?: string;
  readonly call?: CallInfo;
  /** True for the side that acts, false for the side that it reaches. */
  readonly acts?: boolean;
  /** The number of items, or of bytes that wait. */
  readonly amount?: number;
}

type Told = Omit<Moment, 'index' | 'at'>;
type ItemOf<Kind extends Inspection['kind']> = Extract<Inspection, { readonly kind: Kind }>;
type ReceivedEvent = Extract<RouterEvent, { readonly type: 'receive' }>;
type EffectOf<Type extends Effect['type']> = Extract<Effect, { readonly type: Type }>;

/** Tells a recording as what each process did, in order. It needs neither bodies nor headers. */
export function momentsOf(recording: Recording): readonly Moment[] {
  const teller = new Teller(recording.initial);
  let at = -Infinity;
  return recording.items.flatMap((item, index) => {
    at = Math.max(at, item.at);
    return teller.tell(item).map((told) => ({ index, at, ...told }));
  });
}

/** Follows the router's state and the open calls, because most messages of a call have only its number. */
class Teller {
  private state: RouterState;
  private readonly calls: OpenCalls;
  private told: Told[] = [];

  constructor(initial: RouterState) {
    this.state = initial;
    this.calls = new OpenCalls(initial);
  }

  tell(item: Inspection): readonly Told[] {
    this.told = [];
    if (item.kind === 'event') {
      this.tellEvent(item.event);
      for (const effect of item.effects) this.tellEffect(effect, item.event);
      this.state = reduce(this.state, item.event)[0];
    } else if (item.kind === 'drop') this.tellDrop(item);
    else this.tellPressure(item);
    return this.told;
  }

  private tellEvent(event: RouterEvent): void {
    switch (event.type) {
      case 'connect': {
        const { id, epoch } = event.address;
        this.closeAll((call) => call.opener === id && !call.key.startsWith(`${id}.${epoch}.`));
        this.add(id, 'life', 'connects', { symbol: '^' });
        break;
      }
      case 'disconnect': {
        const { id, epoch } = event.address;
        this.closeAll((call) => call.key.startsWith(`${id}.${epoch}.`));
        this.add(id, 'life', 'its connection ends', { symbol: '|' });
        break;
      }
      case 'receive':
        this.tellReceived(event);
        break;
      case 'send':
      case 'broadcast': {
        const { channel, type } = event;
        const to = type === 'send' ? ` → ${event.to.id}` : '';
        const text = `${type} '${channel}'${to}${describeContent(event.body, this.state)}`;
        this.add(MAIN_ID, 'message', text, { channel, acts: true });
        break;
      }
      case 'open': {
        const { message, to } = event;
        if (message.seq < nextSeq(this.state)) break;
        const kind = message.kind === 'serveCall' ? 'call' : 'stream';
        const key = keyOf({ id: MAIN_ID, epoch: 0 }, message.seq);
        const amount = message.kind === 'serveStream' ? message.items : 1;
        this.open({ key, kind, channel: message.channel, opener: MAIN_ID, server: to.id }, amount);
        break;
      }
      case 'rpc': {
        const { to, message } = event;
        const find = isForConsumer(message) ? opened : served;
        this.tellRpc(MAIN_ID, message, find(this.state, to, message.seq));
        break;
      }
      case 'answer':
      case 'fail': {
        const call = opened(this.state, event.to, event.seq);
        if (call === undefined) break;
        const { channel } = call;
        const text =
          event.type === 'fail' ? `fails '${channel}': ${event.failure.code}` : `answers '${channel}'`;
        this.add(MAIN_ID, 'message', text, { channel, call, acts: true });
        break;
      }
      case 'breakOff':
      case 'undelivered':
      case 'refuseRequest':
        this.add(MAIN_ID, 'message', `${event.type}: ${event.failure.code}`, { acts: true });
        break;
      case 'reserveIds':
        break;
    }
  }

  private tellReceived({ from, message, body }: ReceivedEvent): void {
    const { id } = from;
    // Main drops all messages of a connection that has ended.
    if (endpointAt(this.state, from) === undefined) return;
    if (isRpcMessage(message)) {
      const find = isForConsumer(message) ? served : opened;
      this.tellRpc(id, message, find(this.state, from, message.seq));
      return;
    }
    switch (message.kind) {
      case 'sync':
      case 'call':
      case 'stream': {
        const { kind, channel, seq } = message;
        const server = (kind !== 'sync' && message.to) || MAIN_ID;
        const call = { key: keyOf(from, seq), kind, channel, opener: id, server };
        this.open(call, kind === 'stream' ? message.items : 1, describeContent(body, this.state));
        break;
      }
      case 'send':
      case 'sendTo':
      case 'sendToHost':
      case 'port': {
        const { kind, channel } = message;
        const to = 'to' in message ? ` → ${message.to}` : '';
        const text = `${kind} '${channel}'${to}${describeContent(body, this.state)}`;
        this.add(id, 'message', text, { channel, acts: true });
        break;
      }
      case 'openGuest':
        this.add(id, 'message', 'opens a guest', { acts: true });
        break;
      case 'hello':
      case 'guestFrame':
      case 'guestEnded':
      case 'closeGuest':
      case 'guestIgnored':
        break;
    }
  }

  private tellRpc(process: number, message: RpcMessage, call: CallInfo | undefined): void {
    if (call === undefined) return;
    const { channel } = call;
    const isInput = message.input === true;
    const common = { channel, call, acts: true };
    const text = describeRpc(message, call);
    if (message.kind === 'cancel' && !isInput) {
      this.calls.delete(call.key);
      this.add(process, 'close', text, common);
    } else if (isInput) this.add(process, 'message', text, common);
    else if (message.kind === 'items')
      this.add(process, 'items', text, { ...common, amount: message.sizes.length });
    else if (message.kind === 'demand')
      this.add(process, 'demand', text, { ...common, amount: message.items });
    else this.add(process, 'message', text, common);
  }

  private tellEffect(effect: Effect, event: RouterEvent): void {
    switch (effect.type) {
      case 'deliver':
        for (const to of effect.to) this.tellDelivery(to, effect);
        break;
      case 'dispatch': {
        const { from, message } = effect;
        if (isRpcMessage(message)) {
          // Main and a renderer that serves main's call have the same number for it.
          const call = (isForConsumer(message) ? served : opened)(this.state, from, message.seq);
          if (call !== undefined) this.reach(MAIN_ID, describeRpc(message, call), call);
        } else {
          const { channel, kind } = message;
          this.add(MAIN_ID, 'message', `gets ${kind} '${channel}' of ${from.id}`, { channel, acts: false });
        }
        break;
      }
      case 'reply':
        this.tellReply(effect, event);
        break;
      case 'abandon': {
        const channel = opened(this.state, effect.of, effect.seq)?.channel;
        this.add(MAIN_ID, 'message', `may stop '${channel ?? '?'}'`, { acts: false, ...named(channel) });
        break;
      }
      case 'refuse':
        this.add(effect.to.id, 'life', `is refused: ${effect.failure.code}`, { symbol: '#' });
        break;
      case 'openPort':
      case 'relay':
      case 'drop':
        // The event tells the first two, and an item of its own the third.
        break;
    }
  }

  private tellDelivery(to: Address, { message }: EffectOf<'deliver'>): void {
    if (isRpcMessage(message)) {
      const call = (isForConsumer(message) ? opened : served)(this.state, to, message.seq);
      if (call !== undefined) this.reach(to.id, describeRpc(message, call), call);
    } else if (message.kind === 'serveCall' || message.kind === 'serveStream') {
      const { channel, sender } = message;
      const kind = message.kind === 'serveCall' ? 'call' : 'stream';
      this.add(to.id, 'message', `gets ${kind} '${channel}' of ${sender.id}`, { channel, acts: false });
    } else if ('channel' in message) {
      const { channel } = message;
      const from = 'senderId' in message ? message.senderId : message.guestId;
      this.add(to.id, 'message', `gets '${channel}' of ${from}`, { channel, acts: false });
    } else if (message.kind === 'welcome') this.add(to.id, 'life', 'is welcome', { acts: false });
  }

  private tellReply({ to, seq, result }: EffectOf<'reply'>, event: RouterEvent): void {
    const key = keyOf(to, seq);
    const call = this.calls.delete(key);
    const channel =
      call?.channel ?? ('message' in event && 'channel' in event.message ? event.message.channel : '?');
    const text = 'code' in result ? result.code : result.ok ? endOf(call) : 'an error';
    this.add(to.id, 'close', `gets ${text} of '${channel}'`, { channel, acts: false, ...(call && { call }) });
  }

  private tellDrop({
    reason,
    message,
    channel,
    from = MAIN_ID,
    to,
    detail,
    count = 1,
  }: ItemOf<'drop'>): void {
    const name = channel === undefined ? '' : ` '${channel}'`;
    const target = to === undefined ? '' : ` → ${to}`;
    const text = `drop ${message}${name}${target}: ${reason}${detail === undefined || detail === reason ? '' : `, ${detail}`}`;
    this.add(from, 'drop', text, { amount: count, ...named(channel) });
  }

  private tellPressure({ kind, id, queuedBytes }: ItemOf<'slow' | 'drained'>): void {
    this.add(id, 'pressure', kind === 'slow' ? 'does not read' : 'reads again', { amount: queuedBytes });
  }

  /** Main refuses a second request with the number of an open one: an item of its own tells the drop. */
  private open(call: CallInfo, amount: number, content = ''): void {
    const { channel, kind, opener, server } = call;
    if (!this.calls.add(call)) return;
    const to = server === MAIN_ID ? '' : ` → ${server}`;
    this.add(opener, 'open', `${kind} '${channel}'${to}${content}`, { channel, call, amount, acts: true });
  }

  /** Its opener is gone, so no answer comes. */
  private closeAll(isOver: (call: CallInfo) => boolean): void {
    for (const call of this.calls.deleteAll(isOver)) {
      this.add(call.opener, 'close', '', { channel: call.channel, call });
    }
  }

  private reach(process: number, text: string, call: CallInfo): void {
    this.add(process, 'message', `gets ${text}`, { channel: call.channel, call, acts: false });
  }

  private add(
    process: number,
    kind: Moment['kind'],
    text: string,
    more: Omit<Told, 'process' | 'kind' | 'text'>,
  ): void {
    this.told.push({ process, kind, text, ...more });
  }
}

function endOf(call: CallInfo | undefined): string {
  return call?.kind === 'stream' ? 'the end' : 'the answer';
}

function named(channel: string | undefined): { readonly channel?: string } {
  return channel === undefined ? {} : { channel };
}
