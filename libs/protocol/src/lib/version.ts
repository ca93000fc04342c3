/** Goes up with every wire change that an older peer would not understand. */
export const PROTOCOL_VERSION = 1;
