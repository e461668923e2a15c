const v4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

/** Whether a text is an IPv4 address. */
export function isIpv4(text: string): boolean {
  return v4.test(text);
}

/** Whether a text is an IP address of either version. */
export function isIp(text: string): boolean {
  if (isIpv4(text)) return true;
  // URLs hold IPv6 addresses in brackets, and check them.
  return /^[0-9a-fA-F:.]+$/.test(text) && text.includes(":") && URL.canParse(`http://[${text}]/`);
}

/** Whether an address is the machine's own. */
export function isLoopback(ip: string): boolean {
  return isIpv4(ip)
    ? ip.startsWith("127.")
    : URL.canParse(`http://[${ip}]/`) && new URL(`http://[${ip}]/`).hostname === "[::1]";
}
