/** In place of a page: what every page of the app does first, and a call. */
import { channels } from '@culvert/activity/channels';
import { createRenderer } from '@culvert/core';
import { electronTransport } from '@culvert/transport-electron/renderer';

const renderer = createRenderer(electronTransport());
const { ipcRenderer } = renderer;
await renderer.ready;
const say = (what: string, value: unknown) => console.log(what, JSON.stringify(value));

say('id', renderer.id);
say('settings', Object.keys(ipcRenderer.sendSync(channels.settings) as object).length > 0);
const snapshot = new Promise((resolve) =>
  ipcRenderer.once(channels.snapshot, (_event, value) => resolve(value)),
);
ipcRenderer.send(channels.hello, { page: 'launcher', name: 'stub' });
const { windows } = (await snapshot) as { readonly windows: readonly { readonly id: number }[] };
say(
  'windows',
  windows.map(({ id }) => id),
);
const sample = new Promise((resolve) =>
  ipcRenderer.once(channels.samples, (_event, value) => resolve(value)),
);
say('sample', typeof (await sample));
try {
  ipcRenderer.send('another', 1);
} catch (error) {
  say('refused', (error as { readonly code?: string }).code);
}
console.log('done');
