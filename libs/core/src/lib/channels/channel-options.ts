/** Options of a channel object. */
export interface ChannelOptions {
  /**
   * The number of latest messages that are kept for late subscribers, from this call on. A later call for the same
   * channel can raise it. A call without the option changes nothing. Default: 0.
   */
  readonly replay?: number | undefined;
}
