import { activity, appWindow, scanner } from '@culvert/activity/contracts';
import { detailsChannels } from '@culvert/activity/details';
import { exposeCulvert } from '@culvert/transport-electron/preload';

/** The channels of the app's contracts, those of the details card, and no others. */
const contracts = [activity, appWindow, scanner].map(({ namespace }) => `${namespace}/*`);
exposeCulvert({ channels: [...contracts, ...Object.values(detailsChannels)] });
