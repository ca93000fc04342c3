/** Every channel of the app, by the direction it travels. Both sides import the names from here. */
export const channels = {
  /** main → windows, once a second. */
  samples: 'samples',
  /** main → the windows that show the process table. */
  processes: 'processes',
  /** page → main, with the page's name and its window name; main answers once on `snapshot`. */
  hello: 'hello',
  snapshot: 'snapshot',
  /** page → main, sync without arguments or async with a change; main → all windows. */
  settings: 'settings',
  /** main → windows: who is open. */
  windows: 'windows',
  /** window → window: look at this process; the receiver answers on `picked`. */
  pick: 'pick',
  picked: 'picked',
  /** window → window: what the launcher asks of a window that it cannot reach itself. */
  raise: 'raise',
  dismiss: 'dismiss',
  /** page → main: keep me posted about one process; main → that page. */
  follow: 'follow',
  followed: 'followed',
  /** details card → its host, by `sendToHost`: it is there, how high it is, what its user has chosen. */
  detailsReady: 'details-ready',
  detailsHeight: 'details-height',
  detailsChoice: 'details-choice',
  /** host → details card: the process to show. */
  detailsShow: 'details-show',
  /** page → main, calls. */
  endProcess: 'end-process',
  places: 'places',
  startScan: 'start-scan',
  /** main → the child: what to scan and for whom. */
  scan: 'scan',
  /** child → page and page → child, past main's code. */
  scanProgress: 'scan-progress',
  scanView: 'scan-view',
  scanOpen: 'scan-open',
  scanCancel: 'scan-cancel',
} as const;
