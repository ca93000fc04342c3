import { writeFileSync } from 'node:fs';
import { createMain, createMemoryLink, createRenderer } from '@culvert/core';
import { call, defineContract, expose, wrap } from '@culvert/core/contract';
import { record } from '@culvert/testing';

const math = defineContract('math', { double: call() });
const main = createMain();
const recording = record(main.inspect$, { redact: false });
const redacted = record(main.inspect$);

function open() {
  const [mainEnd, rendererEnd] = createMemoryLink();
  main.connect(mainEnd);
  return createRenderer(rendererEnd);
}

const [page, worker] = [open(), open()];
await Promise.all([page.ready, worker.ready]);
expose(worker, math, { double: (n) => 2 * n });
main.ipcMain.on('keys', () => {});
main.ipcMain.handle('version', () => '1.0.0');
main.ipcMain.handle('never', () => new Promise(() => {}));

page.ipcRenderer.send('keys', 'a');
page.ipcRenderer.send('keys', 'b');
page.ipcRenderer.sendTo(9, 'keys', 'lost');
await page.ipcRenderer.invoke('version');
const api = wrap(page, math, { to: worker.id });
await api.double(1);
await api.double(2);
page.ipcRenderer.invoke('never').catch(() => {});
await page.ipcRenderer.invoke('version');
page.close();
await new Promise((resolve) => main.state$.subscribe(({ endpoints }) => endpoints[1] ?? resolve()));

writeFileSync('log.jsonl', recording.toJSONLines());
writeFileSync('redacted.jsonl', redacted.toJSONLines());
