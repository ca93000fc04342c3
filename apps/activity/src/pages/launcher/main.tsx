import './launcher.css';
import { startPage } from '../shared/start-page.js';
import { LauncherPage } from './launcher-page.js';

startPage('launcher', <LauncherPage />);
