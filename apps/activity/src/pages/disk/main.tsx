import './disk.css';
import { startPage } from '../shared/start-page.js';
import { DiskPage } from './disk-page.js';

startPage('disk', <DiskPage />);
