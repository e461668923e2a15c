import { type FSWatcher, watch } from "node:fs";
import { dirname } from "node:path";
import { Observable } from "rxjs";
import { type CertificateOptions, type Certificates, ensureCertificates } from "./ensure.ts";

/** Timers hold at most 24 days; and a laptop that slept should not find out a month late. */
const longestWaitMs = 60 * 60 * 1000;
/** Several files change together. */
const settleMs = 100;

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
    let watcher: FSWatcher | undefined;
    let known: string | undefined;
    const schedule = (ms: number): void => {
      clearTimeout(timer);
      if (!subscriber.closed) timer = setTimeout(() => void check(), ms).unref();
    };
    const check = async (): Promise<void> => {
      let waitMs = longestWaitMs;
      try {
        const certificates = await ensureCertificates(directory, options);
        if (subscriber.closed) return;
        const { controlPlane, envoy, files } = certificates;
        watcher ??= watchFolder(dirname(files.controlPlane.certificate), () => schedule(settleMs));
        const content = [controlPlane.certificate, envoy.certificate, envoy.trusted].join("");
        if (content !== known) subscriber.next(certificates);
        known = content;
        waitMs = Math.min(waitMs, certificates.checkAgain.getTime() - Date.now());
      } catch (error) {
        if (known === undefined) return subscriber.error(error);
      }
      schedule(Math.max(waitMs, 1000));
    };
    void check();
    return () => {
      clearTimeout(timer);
      watcher?.close();
    };
  });
}

/** Undefined where the system has no more watches to give: then the timer alone must do. */
function watchFolder(folder: string, onChange: () => void): FSWatcher | undefined {
  try {
    return watch(folder, { persistent: false }, onChange).on("error", () => {});
  } catch {
    return undefined;
  }
}
