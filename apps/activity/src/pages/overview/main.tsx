import './overview.css';
import { startPage } from '../shared/start-page.js';
import { OverviewPage } from './overview-page.js';

startPage('overview', <OverviewPage />);
