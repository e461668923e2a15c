import { Observable } from "rxjs";
import { type CertificateOptions, type Certificates, ensureCertificates } from "./ensure.ts";

/** Timers hold at most 24 days; and a laptop that slept should not find out a month late. */
const longestWaitMs = 60 * 60 * 1000;

/**
 * The certificates below `directory`: once when subscribed (made if need be), then whenever some were renewed, also by
 * another process. Errs when the folder cannot be written at first; later failures are tried again.
 */
export function watchCertificates(
  directory: string,
  options: Omit<CertificateOptions, "now" | "rotateAuthority"> = {},
): Observable<Certificates> {
  return new Observable((subscriber) => {
    let timer: NodeJS.Timeout | undefined;
    let known: string | undefined;
    const check = async (): Promise<void> => {
      let waitMs = longestWaitMs;
      try {
        const certificates = await ensureCertificates(directory, options);
        if (subscriber.closed) return;
        const { controlPlane, envoy } = certificates;
        const content = [controlPlane.certificate, envoy.certificate, envoy.trusted].join("");
        if (content !== known) subscriber.next(certificates);
        known = content;
        waitMs = Math.min(waitMs, certificates.checkAgain.getTime() - Date.now());
      } catch (error) {
        if (known === undefined) return subscriber.error(error);
      }
      if (subscriber.closed) return;
      timer = setTimeout(() => void check(), Math.max(waitMs, 1000));
      timer.unref();
    };
    void check();
    return () => clearTimeout(timer);
  });
}
