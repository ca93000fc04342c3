/** Raised with every change of the wire that an older peer would not understand. */
export const PROTOCOL_VERSION = 1;
