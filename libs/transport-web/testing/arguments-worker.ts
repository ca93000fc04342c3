/**
 * A main in a dedicated or shared worker. The worker has called Culvert with wrong arguments. With
 * `?anew`, it has also closed its first server.
 */
import { createMain } from '@culvert/core';
import { parentTransport, serve } from '../src/index.js';

/** As code without types calls it. */
type Untyped = (...args: unknown[]) => unknown;

const outcomes: string[] = [];

function attempt(name: string, call: () => unknown): void {
  try {
    call();
    outcomes.push(`${name}: accepted`);
  } catch (error) {
    const { name: type, code } = error as { name: string; code?: string };
    outcomes.push(`${name}: ${type} ${code}`);
  }
}

for (const port of [5, null, {}, new EventTarget()])
  attempt('port', () => (parentTransport as Untyped)({ port }));
for (const syncUrl of [5, null, {}, '', 'http://[', 'https://other.example/x', Symbol('x')]) {
  attempt('parentTransport syncUrl', () => (parentTransport as Untyped)({ syncUrl }));
  attempt('serve syncUrl', () => (serve as Untyped)(createMain(), { syncUrl }));
}

function serving(name: string) {
  const main = createMain();
  let calls = 0;
  main.ipcMain.handle('who', () => [name, ++calls]);
  main.ipcMain.handle('outcomes', () => outcomes);
  return main;
}

const first = serving('first');
const second = serving('second');
const server = serve(first);
attempt('serve again', () => serve(first));
attempt('serve another', () => serve(second));
if (location.search === '?anew') {
  server.close();
  serve(second);
  server.close();
  attempt('serve a third', () => serve(first));
}
