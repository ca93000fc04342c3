/** What a channel object is asked for with. */
export interface ChannelOptions {
  /**
   * How many of the latest messages are kept for those who subscribe later. They are kept from this call on; a later
   * call for the same channel may ask for more, and one that asks for nothing changes nothing. Default: none.
   */
  readonly replay?: number | undefined;
}
