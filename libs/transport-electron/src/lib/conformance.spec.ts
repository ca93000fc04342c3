import { join } from 'node:path';
import { bundleEntry } from '@culvert/harness';
import { connectNext, describeTransport } from '@culvert/testing';
import { Subject } from 'rxjs';
import { FakeElectron } from '../../testing/fake-electron/fake-electron.js';
import { threadDocuments } from '../../testing/fake-electron/thread-documents.js';
import { attachElectron } from '../main.js';
import { withOnMessage } from './main/ports.js';

const TESTING = join(__dirname, '../../testing');

describeTransport(
  'Electron fake',
  async (main, pageData) => {
    const [thread, preload, page] = await Promise.all([
      bundleEntry(join(TESTING, 'fake-electron/document-thread.ts'), { platform: 'node' }),
      bundleEntry(join(TESTING, 'conformance-preload.ts'), { platform: 'preload' }),
      bundleEntry(join(TESTING, 'conformance-page.ts'), { platform: 'node' }),
    ]);
    const reports = new Map<string, Subject<string>>();
    const report = (url: string, text: unknown) => reports.get(url)?.next(String(text));
    const electron = new FakeElectron(threadDocuments({ thread, preload, page, pageData, report }));
    const { main: host, next } = connectNext(main);
    attachElectron({ ...main, ...host }, electron);
    return {
      async open(info) {
        const connected = next(info);
        const contents = electron.createWebContents();
        const url = `file:///conformance.html?${contents.id}`;
        const reports$ = new Subject<string>();
        reports.set(url, reports$);
        contents.loadURL(url);
        return { webContents: await connected, reports$, end: () => contents.destroy() };
      },
      createPorts() {
        const { port1, port2 } = new electron.MessageChannelMain();
        return [withOnMessage(port1), withOnMessage(port2)];
      },
      dispose: () => electron.quit(),
    };
  },
  { sync: 'blocking', guests: true, ports: true, reports: true },
);
