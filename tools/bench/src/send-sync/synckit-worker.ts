import { runAsWorker } from 'synckit';

runAsWorker((value: unknown) => value);
