import { createMemoryLink, createRenderer, electronJson, structured } from '@culvert/core';
import { Subject } from 'rxjs';
import { describeTransport } from './describe-transport.js';
import { serveConformance } from './evaluate.js';

describeTransport(
  'memory',
  (main, options) => ({
    open(info) {
      const [mainEnd, rendererEnd] = createMemoryLink();
      const webContents = main.connect(mainEnd, info);
      const codec = [electronJson, structured].find(({ name }) => name === options.codec)!;
      const renderer = createRenderer(rendererEnd, { codec });
      const reports$ = new Subject<string>();
      serveConformance(renderer, (text) => reports$.next(text));
      return Promise.resolve({ webContents, reports$, end: () => rendererEnd.close() });
    },
  }),
  { sync: 'immediate', guests: true, ports: true, reports: true },
);
