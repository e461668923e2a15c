import { X509Certificate } from "node:crypto";
import type { Collection, Graph } from "@sluice/collections";
import type { CertificateTime } from "@sluice/gatewayapi-translator";
import { keyOf, type ProviderEvent, type Secret, secretData } from "@sluice/resources";

/** The moments at which certificates are looked at, kept as time goes by. */
export interface CertificateTimes {
  readonly times: Collection<CertificateTime>;
  /** Sees each event before its resources take effect, so that nobody judges a new certificate by an old time. */
  see(event: ProviderEvent): void;
  close(): void;
}

/** The longest time that Node's timers can wait, in milliseconds. */
const longest = 2 ** 31 - 1;

/** Keeps a time per Secret: that of its last change, then that of each beginning and end of a certificate in it. */
export function createCertificateTimes(graph: Graph, now: () => number = Date.now): CertificateTimes {
  const times = graph.source<CertificateTime>("gateway/certificate-times");
  times.markSynced();
  const turns = new Map<string, readonly number[]>();
  let timer: NodeJS.Timeout | undefined;

  const schedule = (): void => {
    clearTimeout(timer);
    const next = Math.min(...[...turns.values()].map(([first = Number.POSITIVE_INFINITY]) => first));
    if (next === Number.POSITIVE_INFINITY) return;
    // A certificate is valid through the very moment that it names.
    timer = setTimeout(pass, Math.min(Math.max(next - now() + 1_000, 0), longest));
    timer.unref();
  };
  const pass = (): void => {
    const at = now();
    for (const [key, moments] of turns) {
      const left = moments.filter((moment) => moment > at);
      if (left.length === moments.length) continue;
      turns.set(key, left);
      times.set({ key, at });
    }
    schedule();
  };
  return {
    times,
    see(event) {
      if (event.kind !== "changed") return;
      const at = now();
      const secrets = event.upserts.filter((one): one is Secret => one.kind === "Secret");
      const gone = event.deletes.filter(({ kind }) => kind === "Secret");
      for (const { namespace, name } of gone) {
        times.delete(keyOf(namespace, name));
        turns.delete(keyOf(namespace, name));
      }
      for (const secret of secrets) {
        const dates = datesOf(secret);
        if (dates.length === 0) continue;
        times.set({ key: secret.key, at });
        turns.set(
          secret.key,
          dates.filter((date) => date > at),
        );
      }
      if (secrets.length + gone.length > 0) schedule();
    },
    close: () => clearTimeout(timer),
  };
}

/** When certificates of a Secret begin and end to be valid, the earliest first. */
function datesOf(secret: Secret): readonly number[] {
  const text = Buffer.from(secretData(secret, "tls.crt") ?? []).toString("latin1");
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  return blocks
    .flatMap((block) => {
      try {
        const { validFrom, validTo } = new X509Certificate(block);
        return [Date.parse(validFrom), Date.parse(validTo)];
      } catch {
        return [];
      }
    })
    .sort((a, b) => a - b);
}
