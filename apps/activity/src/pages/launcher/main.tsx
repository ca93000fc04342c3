import './launcher.css';
import { startPage } from '../shared/start-page.js';
import { LauncherPage } from './launcher-page.js';
import { askForSettings } from './raw-ipc.js';

startPage('launcher', <LauncherPage />, askForSettings);
