import { bodyBytes, type Packet } from '@culvert/protocol';

/** The cost of any message, in bytes. So the number of waiting empty messages is bounded as well. */
const MESSAGE_BYTES = 64;

/** The approximate memory of a waiting packet, in bytes. */
export function packetBytes({ message, body }: Packet): number {
  let least = MESSAGE_BYTES;
  if ('channel' in message) least += message.channel.length * 2;
  if ('headers' in message) least += headersBytes(message.headers);
  return Math.max(least, bodyBytes(body));
}

function headersBytes(headers: Readonly<Record<string, string>> | undefined): number {
  let units = 0;
  for (const name in headers) units += name.length + headers[name]!.length;
  return units * 2;
}
