import type { Scenario } from '../../src/lib/explore/scenario.js';

/**
 * A window connects while main already writes to it, and to all windows. The window writes at once, and listens late.
 * Each message arrives, once and in order, and each call has its answer within its time.
 */
export const earlyMessages: Scenario = ({ main, link, step, now, always, atRest, invariants }) => {
  const neighbour = link();
  const window = link({ handshake: 'explored', renderer: { callTimeoutMs: 100 } });
  const { renderer } = window;
  /** The messages of each channel, as they were sent and as they were heard. */
  const sent: Record<string, string[]> = { note: [], state: [], all: [] };
  const heard: Record<string, string[]> = { note: [], state: [], all: [], 'all at the neighbour': [] };
  const hear = (channel: string, place = channel) => {
    return (_event: unknown, text: string) => heard[place]!.push(text);
  };
  main.ipcMain.on('note', hear('note'));
  main.ipcMain.handle('load', () => 'loaded');
  neighbour.renderer.ipcRenderer.on('all', hear('all', 'all at the neighbour'));
  const note = (text: string) => {
    sent['note']!.push(text);
    renderer.ipcRenderer.send('note', text);
  };
  const show = (text: string) => {
    sent['state']!.push(text);
    window.webContents!.send('state', text);
  };
  let isListening = false;
  let answer: unknown;
  note('first');
  step(
    renderer,
    () => {
      // This listener comes with a message, and the next message of the same frame is for it.
      renderer.ipcRenderer.on('begin', () => renderer.ipcRenderer.on('state', hear('state')));
      note('second');
    },
    () => {
      isListening = true;
      renderer.ipcRenderer.on('all', hear('all'));
      renderer.invoke$('load').subscribe({
        next: (value) => (answer = value),
        error: ({ code }: { code: string }) => (answer = code),
      });
    },
  );
  step(
    main,
    () => {
      show('one');
      window.webContents!.send('begin');
      show('two');
    },
    () => {
      show('three');
      sent['all']!.push('to all');
      main.channel('all').next('to all');
    },
  );
  always(function inOrder() {
    return Object.entries(sent).every(([channel, texts]) => texts.join().startsWith(heard[channel]!.join()));
  });
  always(invariants.drops('not-pending'));
  atRest(function allArrives() {
    const isHeard = (channel: string, place = channel) => sent[channel]!.join() === heard[place]!.join();
    return isHeard('note') && isHeard('all', 'all at the neighbour') && (!isListening || isHeard('all'));
  });
  atRest(function answerIsInTime() {
    const isInTime = answer === undefined || now() < 100;
    return isInTime || answer === 'ERR_CULVERT_TIMEOUT' || 'a timer is left after the answer';
  });
  atRest(invariants.nothingOpen);
};

/** A window that keeps two messages, one of them of other renderers. It says how many it has lost. */
export const keptMessages: Scenario = ({ main, link, step, always, atRest, invariants }) => {
  const window = link({ renderer: { limits: { keptMessages: 2 } } });
  const other = link();
  const { renderer } = window;
  const heard: string[] = [];
  let sent = 0;
  let lost = 0;
  let isListening = false;
  renderer.drops$.subscribe(({ count }) => (lost += count));
  const write = (text: string) => () => {
    sent++;
    other.renderer.ipcRenderer.sendTo(window.id, 'news', text);
  };
  const writeAsMain = (text: string) => () => {
    sent++;
    window.webContents!.send('news', text);
  };
  step(other.renderer, write('other 1'), write('other 2'));
  step(main, writeAsMain('main 1'), writeAsMain('main 2'));
  step(renderer, () => {
    isListening = true;
    renderer.ipcRenderer.on('news', (_event, text: string) => heard.push(text));
  });
  always(function inOrder() {
    return ['main', 'other'].every((sender) => {
      const own = heard.filter((text) => text.startsWith(sender));
      return own.join() === [...new Set(own)].sort().join();
    });
  });
  always(invariants.drops('queue-full'));
  atRest(function eachIsHeardOrLost() {
    return !isListening || heard.length + lost === sent || `${heard.join()} heard, ${lost} lost`;
  });
  atRest(function mainHasRoom() {
    // Others have half of the room, so one message of main always has its place.
    return (
      lost === 0 || !isListening || heard.some((text) => text.startsWith('main')) || `heard: ${heard.join()}`
    );
  });
  atRest(invariants.delivered);
};
