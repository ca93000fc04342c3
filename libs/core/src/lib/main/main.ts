import {
  checkDuration,
  checkLimits,
  checkObject,
  electronJson,
  invalidArgument,
  type Codec,
  type LimitOptions,
  type Limits,
} from '@culvert/protocol';
import type { RouterState } from '@culvert/router';
import type { Observable, SchedulerLike } from 'rxjs';
import type { ChannelOptions } from '../channels/channel-options.js';
import type { Completion } from '../runtime/completion.js';
import { createChangeReports } from '../wire/change-reports.js';
import { checkParts } from '../runtime/check-parts.js';
import type { ConnectInfo } from './connect-info.js';
import { RPC_HOST, type HasRpcHost } from '../rpc/rpc-host.js';
import { Hub } from './hub.js';
import type { Drop, Inspection } from './inspection.js';
import type { IpcMain, WebContents } from '../emitters/ipc-types.js';
import type { MainChannel } from '../channels/main-channel.js';
import type { Policy } from './policy.js';
import type { SlowConsumer } from './slow-consumer.js';
import type { Transport } from '../transport/transport.js';
import { turnScheduler } from '../runtime/turn-scheduler.js';
import { redactUntrusted, type RedactError } from '../errors/redact-error.js';

const DEFAULT_HELLO_TIMEOUT_MS = 10_000;

/** Options of {@link createMain}. */
export interface MainOptions {
  /** How arguments are encoded; every renderer must use the same codec. Default: `electronJson`. */
  readonly codec?: Codec | undefined;
  /** Decides, before dispatch, on every route of a message. Default: everything is allowed. */
  readonly policy?: Policy | undefined;
  /** Limits for all renderers together, and for each of them. Default: `DEFAULT_LIMITS`. */
  readonly limits?: LimitOptions | undefined;
  /** Main's rule for a renderer that does not read its messages. Default: `'drop'`. */
  readonly slowConsumer?: SlowConsumer | undefined;
  /** How long a renderer may be connected without a hello, in ms. Default: 10,000; 0 or Infinity: no limit. */
  readonly helloTimeoutMs?: number | undefined;
  /** Longest wait for a renderer's answer to a contract's call, in ms. Default: none. */
  readonly callTimeoutMs?: number | undefined;
  /** Decides how much of main's errors leaves main. Default: `redactUntrusted`. */
  readonly redactError?: RedactError | undefined;
  /** Clock and turns. Tests pass a TestScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

/** The one main of an app: what {@link createMain} returns. */
export interface Main {
  /** Messages of all renderers, by Electron's names. */
  readonly ipcMain: IpcMain;
  /** The renderers. */
  readonly webContents: {
    /** The renderer with this id, or `undefined` if it is gone for good. */
    fromId(id: number): WebContents | undefined;
    /** All renderers that are connected, or that may return. */
    getAll(): WebContents[];
    /** Emits each new renderer, when its transport is connected. */
    readonly created$: Observable<WebContents>;
  };
  /**
   * Connects a renderer. Main dispatches its messages after the handshake. Main keeps its own messages until then.
   *
   * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for an invalid or used transport, and for a renderer's end of one;
   * CulvertError `ERR_CULVERT_DISCONNECTED` after `close`
   */
  connect(transport: Transport, info?: ConnectInfo): WebContents;
  /** Returns the same channel object for the same name. */
  channel<T>(name: string, options?: ChannelOptions): MainChannel<T>;
  /** Every event, its effects, and every drop with its reason. Costs nothing without a subscriber. */
  readonly inspect$: Observable<Inspection>;
  /**
   * For transports: shows on `inspect$` a message to main that the transport dropped and that only the transport saw.
   */
  reportDrop(drop: Drop): void;
  /** For platforms with ids of their own, named in `connect`: fresh ids are greater than this from now on. */
  reserveIds(upTo: number): void;
  /** Main's limits: transports take their own limits from these. */
  readonly limits: Limits;
  /** The router's state, the current one first. */
  readonly state$: Observable<RouterState>;
  /**
   * Ends every connection at once, and never the workers, processes or servers behind them. Messages that were sent
   * before still leave. The promise resolves when they have left, or after 5 s if a renderer does not read. It never
   * rejects.
   *
   * @example
   * main.channel('bye').next(summary);
   * await main.close();
   * process.exit();
   */
  close(): Completion;
}

/**
 * The main process: connects renderers, routes between them, and answers them.
 *
 * @example
 * const main = createMain();
 * main.connect(workerTransport(new Worker('./renderer.js')));
 * main.ipcMain.on('config', (event) => { event.returnValue = { theme: 'dark' }; });
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for an invalid time, limit, function, codec or `slowConsumer`
 */
export function createMain(options: MainOptions = {}): Main {
  checkObject('createMain: options', options);
  const { callTimeoutMs, helloTimeoutMs = DEFAULT_HELLO_TIMEOUT_MS } = options;
  const { codec, policy, redactError, slowConsumer = 'drop' } = options;
  if (callTimeoutMs !== undefined) checkDuration('callTimeoutMs', callTimeoutMs);
  checkParts(options, { policy, redactError });
  if (!['drop', 'close'].includes(slowConsumer))
    throw invalidArgument("slowConsumer must be 'drop' or 'close'.");
  const hub = new Hub({
    codec: codec ?? electronJson,
    policy,
    limits: checkLimits(options.limits),
    slowConsumer,
    helloTimeoutMs: checkDuration('helloTimeoutMs', helloTimeoutMs, 0),
    scheduler: options.scheduler ?? turnScheduler,
    callTimeoutMs,
    redactError: redactError ?? redactUntrusted,
    changes: createChangeReports(),
  });
  const main: Main & HasRpcHost = {
    ipcMain: hub.ipcMain,
    webContents: {
      fromId: (id) => hub.windows.find(id),
      getAll: () => hub.windows.all(),
      created$: hub.windows.created$,
    },
    connect: (transport, info = {}) => hub.connect(transport, info),
    channel: <T>(name: string, channelOptions?: ChannelOptions) => hub.channel<T>(name, channelOptions),
    inspect$: hub.inspect$,
    reportDrop: (drop) => hub.drop(drop),
    reserveIds: (upTo) => hub.reserveIds(upTo),
    limits: hub.settings.limits,
    state$: hub.state$,
    close: () => hub.close(),
    [RPC_HOST]: () => hub.rpcHost(),
  };
  return main;
}
