import type { Scenario } from '../../src/lib/explore/scenario.js';

/** Two renderers with a sync request each. Main answers with the number of messages that it has heard. */
export const syncRequests: Scenario = ({ main, link, step, always, atRest, invariants }) => {
  const [one, two] = [link(), link()];
  const answers: string[] = [];
  let heard = 0;
  let asked = 0;
  let disconnected = 0;
  main.ipcMain.on('note', () => heard++);
  main.ipcMain.on('count', (event, who: string) => {
    event.returnValue = `${who} ${heard}`;
  });
  const ask = ({ renderer: { ipcRenderer } }: typeof one, who: string) => {
    asked++;
    ipcRenderer.send('note');
    try {
      answers.push(ipcRenderer.sendSync('count', who) as string);
    } catch (error) {
      // A cut ends the wait. Any other error is a fault.
      if ((error as { code?: string }).code !== 'ERR_CULVERT_DISCONNECTED') throw error;
      disconnected++;
    }
  };
  step(one.renderer, () => ask(one, 'one'));
  step(two.renderer, () => ask(two, 'two'));
  always(function ownMessageFirst() {
    // The own `note` of each renderer arrives before its request.
    return answers.every((answer) => /^(one|two) [12]$/.test(answer));
  });
  always(function ownAnswer() {
    return answers.length === new Set(answers.map((answer) => answer.slice(0, 3))).size;
  });
  atRest(function bothGoOn() {
    return answers.length + disconnected === asked;
  });
  atRest(invariants.answered);
};
