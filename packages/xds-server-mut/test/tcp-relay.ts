import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Passes bytes on, and cuts connections when a test says so. */
export class TcpRelay {
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  readonly #server = createServer((down) => this.#accept(down));
  /** Where connections go; may change. */
  target = "";

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  cut(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  close(): void {
    this.#server.close();
    this.cut();
  }

  #accept(down: Socket): void {
    const [host = "", port = ""] = this.target.split(":");
    const up = connect(Number(port), host);
    const pair = [down, up] as const;
    this.#pairs.add(pair);
    for (const [one, other] of [pair, [up, down] as const]) {
      one.pipe(other);
      one.on("error", () => {});
      one.on("close", () => {
        other.destroy();
        this.#pairs.delete(pair);
      });
    }
  }
}
