/** The preload script of the conformance suite, whose cases use names of every kind. */
import { exposeCulvert } from '../src/preload.js';

exposeCulvert({ channels: ['*'] });
