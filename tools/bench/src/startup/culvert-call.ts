import { createMain, createRenderer, type RendererKind, type Transport } from '@culvert/core';
import { call, defineContract, expose, wrap } from '@culvert/core/contract';

const contract = defineContract({ echo: call<string, string>() });

/** Main calls the renderer by a contract. */
export async function askByCall(transport: Transport, kind: RendererKind): Promise<unknown> {
  const main = createMain();
  const value = await wrap(main.connect(transport, { kind }), contract).echo('echo');
  await main.close();
  return value;
}

export function answerByCall(transport: Transport): void {
  expose(createRenderer(transport), contract, { echo: (value) => value });
}
