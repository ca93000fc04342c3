import { invalidArgument } from '@culvert/protocol';

/** Whether a channel is on the list. */
export type ChannelList = (channel: string) => boolean;

/**
 * An allow-list: names, and beginnings of names that end in `*`, as in `'files/*'` for all of a contract's namespace.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for what is no array of strings: without a list nothing is allowed
 */
export function channelList(channels: unknown): ChannelList {
  if (!Array.isArray(channels) || !channels.every((name) => typeof name === 'string')) {
    throw invalidArgument(
      'exposeCulvert needs the channels that the page may use: { channels: ["settings", "files/*"] }.',
    );
  }
  const list = channels as readonly string[];
  const names = new Set(list);
  const beginnings = list.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
  return (channel) => names.has(channel) || beginnings.some((beginning) => channel.startsWith(beginning));
}

/** In words why a channel is refused, and what to do. */
export function notListed(channel: string): string {
  return `'${channel}': this page may not use it. Add it to the channels of exposeCulvert in the preload script.`;
}
