import { exposeCulvert } from '@culvert/transport-electron/preload';

// The channels that pages may use, and no others.
exposeCulvert({ channels: ['system/*'] });
