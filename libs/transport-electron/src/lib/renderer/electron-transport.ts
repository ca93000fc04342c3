import type { Transferable, Transport } from '@culvert/core';
import { CulvertError, checkObject, type Frame } from '@culvert/protocol';
import { Subject } from 'rxjs';
import { apiKeyOf, type Bridge } from '../bridge.js';
import { channelList, notListed, type ChannelList } from '../channel-list.js';
import { withoutPorts, withPorts } from '../frame-ports.js';
import { PortInbox, handOver, type PortTarget } from '../port-hand-over.js';

/** Options of {@link electronTransport}. */
export interface ElectronTransportOptions {
  /** The name that the preload script gave to `exposeCulvert`. Default: `'culvert'`. */
  readonly apiKey?: string | undefined;
}

/**
 * A page's transport to main, through the bridge that its preload script exposes. A page has one
 * connection: a second call ends the first.
 *
 * @param options `apiKey`, if the preload script has chosen another name
 * @throws CulvertError `ERR_CULVERT_NOT_EXPOSED` if there is no bridge
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for an `apiKey` that is not a text
 * @example
 * const { ipcRenderer } = createRenderer(electronTransport());
 */
export function electronTransport(options: ElectronTransportOptions = {}): Transport {
  checkObject('electronTransport: options', options);
  const apiKey = apiKeyOf('electronTransport', options.apiKey);
  const bridge = (globalThis as unknown as Record<string, Bridge | undefined>)[apiKey];
  if (typeof bridge?.open !== 'function') {
    throw new CulvertError(
      'ERR_CULVERT_NOT_EXPOSED',
      `There is no window.${apiKey}: call exposeCulvert({ channels }) in the preload script of this window.`,
    );
  }
  return new ElectronTransport(bridge, globalThis);
}

/** Exported for specs, which run several pages in one thread. */
export class ElectronTransport implements Transport {
  readonly encoding = 'structured-clone';
  readonly transfersPorts = true;
  private readonly frames = new Subject<Frame>();
  readonly frames$ = this.frames.asObservable();
  private readonly bridge: Bridge;
  private readonly target: PortTarget;
  private readonly connection: string;
  private readonly inbox: PortInbox;
  private readonly isListed: ChannelList;

  constructor(bridge: Bridge, target: PortTarget) {
    this.bridge = bridge;
    this.target = target;
    this.isListed = channelList(bridge.channels);
    this.connection = bridge.open({
      frame: (frame) => this.frames.next(withPorts(frame, this.inbox.take())),
      closed: (reason) => this.end(reason),
    });
    this.inbox = new PortInbox(target, 'page', this.connection);
  }

  checkChannel(channel: string): void {
    if (!this.isListed(channel)) throw new CulvertError('ERR_CULVERT_NOT_EXPOSED', notListed(channel));
  }

  send(frame: Frame, transfer: readonly Transferable[] = []): void {
    handOver(this.target, 'preload', this.connection, transfer);
    const refused = this.bridge.send(this.connection, withoutPorts(frame, transfer.length));
    if (refused !== undefined) throw new CulvertError('ERR_CULVERT_NOT_EXPOSED', refused);
  }

  sendSync(frame: Frame, timeoutMs: number): Frame {
    const answer = this.bridge.sendSync(this.connection, frame, timeoutMs);
    switch (answer.type) {
      case 'frame':
        return answer.frame;
      case 'closed':
        throw new CulvertError('ERR_CULVERT_DISCONNECTED', 'The connection to main is closed.');
      case 'timeout':
        throw new CulvertError('ERR_CULVERT_SYNC_TIMEOUT', `Main has not answered within ${timeoutMs} ms.`);
      case 'refused':
        throw new CulvertError('ERR_CULVERT_DENIED', answer.reason);
    }
  }

  close(): void {
    this.bridge.close(this.connection);
    this.end();
  }

  private end(reason?: string): void {
    this.inbox.close();
    if (reason === undefined) this.frames.complete();
    else this.frames.error(new CulvertError('ERR_CULVERT_DENIED', reason));
  }
}
