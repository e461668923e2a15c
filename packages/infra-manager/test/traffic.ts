import { Agent, get } from "node:http";

/** Answers and failures by what they say. */
export interface Tally {
  readonly answers: Readonly<Record<string, number>>;
  readonly failures: Readonly<Record<string, number>>;
}

/** Constant requests over new connections and over kept ones, until stopped. */
export function startTraffic(port: number): { stop(): Promise<Tally> } {
  const answers: Record<string, number> = {};
  const failures: Record<string, number> = {};
  const kept = new Agent({ keepAlive: true, maxSockets: 4 });
  let stopped = false;
  const agents: readonly (Agent | false)[] = [false, false, false, false, kept, kept, kept, kept];
  const loops = agents.map(async (agent) => {
    while (!stopped) {
      const { ok, text } = await ask(port, agent);
      const tally = ok ? answers : failures;
      tally[text] = (tally[text] ?? 0) + 1;
    }
  });
  return {
    async stop() {
      stopped = true;
      await Promise.all(loops);
      kept.destroy();
      return { answers, failures };
    },
  };
}

/** One request; `agent` false opens a connection of its own. */
export function ask(
  port: number,
  agent: Agent | false = false,
): Promise<{ readonly ok: boolean; readonly text: string }> {
  return new Promise((resolve) => {
    const request = get({ host: "127.0.0.1", port, path: "/asked", agent }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("error", (error) => resolve({ ok: false, text: error.message }));
      response.on("end", () => resolve({ ok: response.statusCode === 200, text: body || `${response.statusCode}` }));
    });
    request.on("error", (error: NodeJS.ErrnoException) => resolve({ ok: false, text: error.code ?? error.message }));
  });
}
