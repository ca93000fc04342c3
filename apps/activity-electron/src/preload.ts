import { activity, appWindow, scanner } from '@culvert/activity/contracts';
import { detailsChannels } from '@culvert/activity/details';
import { exposeCulvert } from '@culvert/transport-electron/preload';

/** All that the contracts of the app name, what the details card says, and nothing else. */
const contracts = [activity, appWindow, scanner].map(({ namespace }) => `${namespace}/*`);
exposeCulvert({ channels: [...contracts, ...Object.values(detailsChannels)] });
