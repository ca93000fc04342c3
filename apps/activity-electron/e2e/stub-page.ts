/** Replaces a page. It does the first things that every page of the app does. */
import { activity } from '@culvert/activity/contracts';
import { createRenderer } from '@culvert/core';
import { wrap } from '@culvert/core/contract';
import { electronTransport } from '@culvert/transport-electron/renderer';
import { firstValueFrom } from 'rxjs';

const renderer = createRenderer(electronTransport());
const main = wrap(renderer, activity);
await renderer.ready;
const say = (what: string, value: unknown) => console.log(what, JSON.stringify(value));

say('id', renderer.id);
say('settings', Object.keys(main.settings()).length > 0);
const windows = await main.hello({ page: 'launcher', name: 'stub' });
say(
  'windows',
  windows.map(({ id }) => id),
);
say('sample', typeof (await firstValueFrom(main.samples())));
try {
  renderer.ipcRenderer.send('another', 1);
} catch (error) {
  say('refused', (error as { readonly code?: string }).code);
}
console.log('done');
