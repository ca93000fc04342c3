import './details.css';
import { startGuest } from '../shared/start-guest.js';
import { DetailsPage } from './details-page.js';

startGuest(<DetailsPage />);
