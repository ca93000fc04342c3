/** A worker that throws the same error through each peer. */
import { parentPort, workerData } from 'node:worker_threads';
import { createRenderer } from '@culvert/core';
import { call, defineContract, expose } from '@culvert/core/contract';
import { createBirpc } from 'birpc';
import * as comlink from 'comlink';
import { endpointOf } from './comlink-endpoint.js';
import { parentTransport } from '../src/index.js';
import { fail } from './thrown-error.js';

const port = parentPort!;

switch (workerData as string) {
  case 'postMessage':
    try {
      fail();
    } catch (error) {
      port.postMessage(error);
    }
    break;
  case 'comlink':
    comlink.expose({ fail }, endpointOf(port));
    break;
  case 'birpc':
    createBirpc(
      { fail },
      { post: (data) => port.postMessage(data), on: (receive) => port.on('message', receive) },
    );
    break;
  case 'culvert':
    expose(createRenderer(parentTransport()), defineContract({ fail: call<void, void>() }), { fail });
    break;
}
