/** An IPv4 datagram as `tcpdump -n -t -x` writes it. */
export function tcpdumpText(
  payload: Uint8Array,
  { source = '203.0.113.8', sourcePort = 40582, port = 5871 } = {},
): string {
  const header = Buffer.alloc(28);
  header.writeUInt8(0x45, 0);
  header.writeUInt8(17, 9);
  header.set(source.split('.').map(Number), 12);
  header.writeUInt16BE(sourcePort, 20);
  header.writeUInt16BE(port, 22);
  header.writeUInt16BE(payload.length + 8, 24);
  const packet = Buffer.concat([header, payload]);
  let text = `eth0  In  IP ${source}.${sourcePort} > 192.168.1.11.${port}: UDP, length ${payload.length}\n`;
  for (let offset = 0; offset < packet.length; offset += 16) {
    const groups = packet.toString('hex', offset, offset + 16).match(/.{1,4}/gu) ?? [];
    text += `\t0x${offset.toString(16).padStart(4, '0')}:  ${groups.join(' ')}\n`;
  }
  return text;
}
