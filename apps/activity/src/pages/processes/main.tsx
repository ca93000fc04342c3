import './processes.css';
import { startPage } from '../shared/start-page.js';
import { ProcessesPage } from './processes-page.js';

startPage('processes', <ProcessesPage />);
