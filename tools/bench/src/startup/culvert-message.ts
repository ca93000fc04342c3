import { createMain, createRenderer, type RendererKind, type Transport } from '@culvert/core';

/** Main sends a message to the renderer, and the renderer sends one back. */
export async function askByMessage(transport: Transport, kind: RendererKind): Promise<unknown> {
  const main = createMain();
  const answered = new Promise(
    (resolve) => void main.ipcMain.once('answer', (_event, value) => resolve(value)),
  );
  main.connect(transport, { kind }).send('ask', 'echo');
  const value = await answered;
  await main.close();
  return value;
}

export function answerByMessage(transport: Transport): void {
  const { ipcRenderer } = createRenderer(transport);
  ipcRenderer.on('ask', (_event, value) => ipcRenderer.send('answer', value));
}
