import { invalidArgument } from '@culvert/protocol';

/** True for a channel on the list. */
export type ChannelList = (channel: string) => boolean;

/**
 * An allow-list: names, and beginnings of names that end in `*`. For instance, `'files/*'` allows
 * the whole namespace of a contract.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a value that is not an array of strings:
 * without a list nothing is allowed
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

/** The reason why a channel is refused, with the remedy. */
export function notListed(channel: string): string {
  return `'${channel}': this page may not use it. Add it to the channels of exposeCulvert in the preload script.`;
}
