/**
 * The preload script of the conformance suite. It allows every channel, because the cases use names
 * of all kinds.
 */
import { exposeCulvert } from '../src/preload.js';

exposeCulvert({ channels: ['*'] });
