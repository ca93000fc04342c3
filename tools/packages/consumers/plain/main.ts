import { createMain, createMemoryLink, createRenderer, CulvertError } from '@culvert/core';
import { call, defineContract, expose, wrap } from '@culvert/core/contract';
import { tracing } from '@culvert/core/tracing';
import { ipcMain } from '@culvert/core/electron';
import { runIpc } from '@culvert/testing';
import { workerTransport } from '@culvert/transport-node';
import { webSocketTransport } from '@culvert/transport-web';

const contract = defineContract({ double: call<number, number>() });
const main = createMain();
expose(main, contract, { double: (n) => n * 2 });
const [mainEnd, rendererEnd] = createMemoryLink();
main.connect(mainEnd);
const result: Promise<number> = wrap(createRenderer(rendererEnd), contract).double(21);
void result.then(
  (n) => console.log(`double: ${n}`),
  (error: unknown) => console.log(error instanceof CulvertError ? error.code : error),
);
export const used = [tracing, ipcMain, runIpc, workerTransport, webSocketTransport];
