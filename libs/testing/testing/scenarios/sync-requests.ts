import type { Scenario } from '../../src/lib/explore/scenario.js';

/** Two renderers with a sync request each. Main answers the first one only when it has heard of the second. */
export const syncRequests: Scenario = ({ main, link, step, always, atRest, invariants }) => {
  const [one, two] = [link(), link()];
  const answers: string[] = [];
  let heard = 0;
  main.ipcMain.on('note', () => heard++);
  main.ipcMain.on('count', (event, who: string) => {
    event.returnValue = `${who} ${heard}`;
  });
  const ask = ({ renderer: { ipcRenderer } }: typeof one, who: string) => {
    ipcRenderer.send('note');
    const answer = ipcRenderer.sendSync('count', who) as string;
    answers.push(answer);
    if (!answer.startsWith(who)) throw new Error(`${who} has got ${answer}`);
  };
  step(one.renderer, () => ask(one, 'one'));
  step(two.renderer, () => ask(two, 'two'));
  always(function ownMessageFirst() {
    // The own `note` of each renderer arrives before its request.
    return answers.every((answer) => Number(answer.slice(4)) >= 1);
  });
  atRest(function bothAnswered() {
    return answers.length === 2;
  });
  atRest(invariants.answered);
};
