import { isForConsumer, type Message, type RpcMessage } from '@culvert/protocol';
import { flowOf, isLast, opened, type Ledger, type Open } from './ledger.js';

type Request = Extract<Message, { readonly kind: 'call' | 'stream' | 'sync' | 'port' }>;
type Served = Extract<Message, { readonly kind: 'serveCall' | 'serveStream' }>;
type OpenCalls = ReadonlyMap<number, Open>;

/** A request to another renderer that main has got, and not passed on. */
interface PassingRequest {
  readonly from: number;
  readonly to: number;
  readonly channel: string;
  readonly text: string;
  readonly open: Open | undefined;
}

/** The rules of one call or stream, and of main between its two ends. */
export class CallRules {
  private readonly requests: PassingRequest[] = [];
  private readonly broken: (check: string, text: string) => void;

  constructor(broken: (check: string, text: string) => void) {
    this.broken = broken;
  }

  /** A renderer sends a request. Its number is new. */
  ask(ledger: Ledger, { kind, channel, seq }: Request): void {
    if (seq <= ledger.lastAsked) this.broken('new number', `'${channel}' has the number ${seq} again`);
    ledger.lastAsked = seq;
    ledger.asked.set(seq, opened(channel, kind === 'stream', ledger.connection));
  }

  /** Main sends a request to the renderer that serves it. */
  serve(ledger: Ledger, message: Served, text: string): void {
    const { kind, channel, seq, sender } = message;
    if (ledger.served.has(seq)) this.broken('new number', `main has served '${channel}' as ${seq} twice`);
    const open = opened(channel, kind === 'serveStream', ledger.connection);
    ledger.served.set(seq, open);
    const { requests } = this;
    const place = requests.findIndex(
      (request) =>
        request.from === sender.id &&
        request.to === ledger.id &&
        request.channel === channel &&
        request.text === text,
    );
    const [request] = place < 0 ? [] : requests.splice(place, 1);
    if (request?.open === undefined) return;
    open.partner = request.open;
    request.open.partner = open;
  }

  mainGotRequest(
    from: number,
    asked: OpenCalls,
    { kind, channel, seq, to, ...message }: Extract<Request, { kind: 'call' | 'stream' }>,
    text: string,
  ): void {
    const open = asked.get(seq);
    if (to !== undefined) this.requests.push({ from, to, channel, text, open });
    if (kind === 'stream') this.grant(open, (message as { readonly items: number }).items);
  }

  /** The producer knows of its first demand. */
  grant(open: Open | undefined, items: number): void {
    if (open !== undefined) open.items.granted += items;
  }

  /** A process sends a message of a call. */
  send(calls: OpenCalls, message: RpcMessage, who: string): void {
    const open = calls.get(message.seq);
    if (message.kind === 'reply' && isForConsumer(message) && message.input !== true)
      this.answer(open, message.seq, who);
    if (open === undefined) return;
    if (message.kind === 'items') this.sendItems(open, message);
    else if (message.kind === 'demand') this.sendDemand(open, message);
    if (message.kind === 'cancel' && message.input !== true) open.isCancelled = true;
  }

  /** The other end gets a message of a call. */
  receive(open: Open | undefined, message: RpcMessage): void {
    if (open === undefined) return;
    const flow = flowOf(open, message);
    if (message.kind === 'demand') flow.granted += message.items;
    else if (message.kind === 'items') flow.got += message.sizes.length;
  }

  /** Main gets a message of a call that another renderer has the other end of. */
  mainGot(open: Open | undefined, message: RpcMessage, text: string): void {
    const partner = open?.partner;
    if (open === undefined || partner === undefined || open.isOverAtMain) return;
    partner.due.push({ message, text });
    if (isLast(message)) open.isOverAtMain = partner.isOverAtMain = true;
  }

  /** Main sends a message of such a call. It passes on each message once, in order, and with its body. */
  relayed(open: Open | undefined, message: RpcMessage, text: string): void {
    const partner = open?.partner;
    if (open === undefined || partner === undefined) return;
    const next = open.due[0];
    if (next !== undefined && isSame(next.message, message) && next.text === text) {
      open.due.shift();
      return;
    }
    // Main itself ends a call if one of its ends is gone.
    const isEndOfMain = isLast(message) && !(message.kind === 'reply' && message.ok);
    if (isEndOfMain && partner.connection.isOver) {
      open.isOverAtMain = partner.isOverAtMain = true;
      return;
    }
    const { channel } = open;
    if (message.kind === 'reply' && message.ok && next?.message.kind === 'reply')
      this.broken(
        'own answer',
        `main has answered '${channel}' (${message.seq}) with the answer of another call`,
      );
    else
      this.broken(
        'relay',
        `main has sent '${message.kind}' of '${channel}' (${message.seq}), and it got ${
          next === undefined ? 'none' : `'${next.message.kind}' next`
        }`,
      );
  }

  /** At rest, main has passed on all messages. */
  checkRest(...calls: OpenCalls[]): void {
    for (const open of calls.flatMap((each) => [...each.values()])) {
      const [lost] = open.due;
      if (lost === undefined || open.connection.isOver) continue;
      this.broken('relay', `main has not passed on '${lost.message.kind}' of '${open.channel}'`);
    }
  }

  /** Exactly one answer, to a request of this connection. */
  private answer(request: Open | undefined, seq: number, who: string): void {
    if (request === undefined)
      this.broken('one answer', `${who} has answered ${seq}, which nothing has asked`);
    else if (request.isAnswered)
      this.broken('one answer', `${who} has answered '${request.channel}' (${seq}) twice`);
    else request.isAnswered = true;
  }

  /** The producer sends at most the items that its consumer has asked for, and none after the end. */
  private sendItems(open: Open, message: RpcMessage & { readonly kind: 'items' }): void {
    const { channel, isAnswered } = open;
    const { seq, sizes, input } = message;
    const flow = flowOf(open, message);
    flow.sent += sizes.length;
    if (flow.sent > flow.granted)
      this.broken('demand', `'${channel}' (${seq}) has ${flow.sent} items for a demand of ${flow.granted}`);
    else if (isAnswered && input !== true)
      this.broken('end', `'${channel}' (${seq}) has items after its end`);
  }

  /** A consumer asks for one further item for each that it has got. */
  private sendDemand(open: Open, message: RpcMessage & { readonly kind: 'demand' }): void {
    const { channel, isCancelled, isAnswered } = open;
    const { seq, input, items } = message;
    const flow = flowOf(open, message);
    // The first demand of an input opens it.
    if (input === true && flow.returned === 0 && flow.got === 0) return;
    flow.returned += items;
    if (flow.returned > flow.got)
      this.broken('credit', `'${channel}' (${seq}) gives back ${flow.returned} for ${flow.got} items`);
    else if (input === true ? isAnswered : isCancelled)
      this.broken('end', `'${channel}' (${seq}) asks for items after its end`);
  }
}

function isSame(one: RpcMessage, other: RpcMessage): boolean {
  if (one.kind !== other.kind || one.input !== other.input) return false;
  switch (one.kind) {
    case 'reply':
      return one.ok === (other as typeof one).ok;
    case 'demand':
      return one.items === (other as typeof one).items && one.bytes === (other as typeof one).bytes;
    case 'items':
      return (
        String(one.sizes) === String((other as typeof one).sizes) &&
        String(one.window) === String((other as typeof one).window)
      );
    case 'cancel':
      return true;
  }
}
