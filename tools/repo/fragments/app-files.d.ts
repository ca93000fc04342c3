/** Files of the reader's app that fragments import. */
declare module '*/page.js';
declare module '*/written-for-electron.js';
