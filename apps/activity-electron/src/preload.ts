import { channels } from '@culvert/activity/channels';
import { exposeCulvert } from '@culvert/transport-electron/preload';

/** Every channel of the app, and no other. */
exposeCulvert({ channels: Object.values(channels) });
